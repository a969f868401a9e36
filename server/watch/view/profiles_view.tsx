/** @jsxImportSource preact */
import type { VNode } from "preact";
import { Avatar } from "./avatar.tsx";
import { FailureBox } from "./failure_box.tsx";
import { Icon } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import type { Profile } from "./page_state.ts";

/** Profiles that an account may have, as the form says it; the service decides. */
const MOST_NAME_LENGTH = 30;

/** Who is watching? */
export function ProfilesView({ state, act }: PageProps): VNode {
  const { profiles } = state.loads;
  return (
    <div class="profiles">
      <h1>Who is watching?</h1>
      {profiles.failure !== undefined && (
        <FailureBox
          failure={profiles.failure}
          onRetry={() => act.reload()}
        />
      )}
      {profiles.value === undefined && profiles.failure === undefined && (
        <p class="lead" role="status">Loading …</p>
      )}
      <ul class="profile-list">
        {(profiles.value ?? []).map((profile) => (
          <li key={profile.id}>
            <button type="button" class="profile" onClick={() => act.chooseProfile(profile.id)}>
              <Avatar name={profile.name} id={profile.id} />
              <span>{profile.name}</span>
            </button>
            {(profiles.value ?? []).length > 1 && (
              <Remove profile={profile} state={state} act={act} />
            )}
          </li>
        ))}
      </ul>
      {profiles.value !== undefined && <AddProfile state={state} act={act} />}
    </div>
  );
}

interface RemoveProps extends PageProps {
  readonly profile: Profile;
}

/** A profile goes with everything it watched, so it is asked first. */
function Remove({ profile: { id, name }, state, act }: RemoveProps): VNode {
  if (state.question?.about !== "profile" || state.question.id !== id) {
    return (
      <button
        type="button"
        class="quiet"
        aria-label={`Remove ${name}`}
        onClick={() => act.ask({ about: "profile", id })}
      >
        Remove
      </button>
    );
  }
  return (
    <div class="question" role="group" aria-label={`Remove ${name}?`}>
      <p>{name} and what {name} watched are gone for good.</p>
      <p class="buttons">
        <button
          type="button"
          class="button small danger"
          aria-disabled={state.form.isBusy}
          onClick={() => act.removeProfile(id)}
        >
          Remove {name}
        </button>
        <button
          type="button"
          class="button small"
          data-autofocus
          onClick={() => act.ask(undefined)}
        >
          Keep
        </button>
      </p>
    </div>
  );
}

function AddProfile({ state, act }: PageProps): VNode {
  return (
    <form
      class="add-profile"
      onSubmit={(event) => {
        event.preventDefault();
        act.addProfile(new FormData(event.currentTarget));
        event.currentTarget.reset();
      }}
    >
      {state.form.failure !== undefined && <FailureBox failure={state.form.failure} />}
      <label>
        <span>Add somebody</span>
        <input
          name="name"
          type="text"
          maxLength={MOST_NAME_LENGTH}
          placeholder="Name"
          autocomplete="off"
          required
        />
      </label>
      <button type="submit" class="button" aria-disabled={state.form.isBusy}>
        <Icon name="plus" />
        Add
      </button>
    </form>
  );
}
