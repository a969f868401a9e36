/** @jsxImportSource preact */
import type { Plan } from "@netops/core/contracts";
import type { VNode } from "preact";
import { likelyCountry, listCountries } from "./countries.ts";
import { FailureBox } from "./failure_box.tsx";
import { Mark } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import { planFacts, planName, planPrice } from "./plan_words.ts";
import { formatRoute } from "./route.ts";
import { TitleArt } from "./title_art.tsx";

const DEFAULT_PLAN = "standard";

/** The pictures beside the forms, in the colours that the catalogue gives them. */
const POSTERS = [
  { id: "night", artwork: { background: "#0b1026", accent: "#7aa2ff", motif: "night" } },
  { id: "harbour", artwork: { background: "#08262b", accent: "#ffb454", motif: "harbour" } },
  { id: "orbit", artwork: { background: "#0c2c30", accent: "#7fe0c3", motif: "orbit" } },
];

/** Sign in or create an account. */
export function SignInView({ state, act }: PageProps): VNode {
  const isNew = state.route.view === "sign-up";
  return (
    <div class="gate">
      <div class="gate-art" aria-hidden="true">
        {POSTERS.map((poster) => <TitleArt key={poster.id} title={poster} />)}
      </div>
      <div class="gate-form">
        <p class="gate-brand">
          <Mark /> watch
        </p>
        {isNew ? <SignUpForm state={state} act={act} /> : <SignInForm state={state} act={act} />}
      </div>
    </div>
  );
}

function SignInForm({ state, act }: PageProps): VNode {
  const next = state.route.view === "sign-in" ? state.route.next : "/watch";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.signIn(new FormData(event.currentTarget));
      }}
    >
      <h1>Sign in</h1>
      <p class="lead">Real video from caches on your own machine.</p>
      <Refusal state={state} act={act} />
      <EmailField />
      <PasswordField autocomplete="current-password" />
      <Submit isBusy={state.form.isBusy} text="Sign in" busyText="Signing in …" />
      <p class="gate-switch">
        New here? <a href={formatRoute({ view: "sign-up", next })} data-nav>Create an account</a>
      </p>
    </form>
  );
}

function SignUpForm({ state, act }: PageProps): VNode {
  const next = state.route.view === "sign-up" ? state.route.next : "/watch";
  const country = likelyCountry(globalThis.navigator?.languages ?? []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.signUp(new FormData(event.currentTarget));
      }}
    >
      <h1>Create an account</h1>
      <p class="lead">It stays on this machine. No card is asked for.</p>
      <Refusal state={state} act={act} />
      <EmailField />
      <PasswordField autocomplete="new-password" hint="At least 8 characters" />
      <label>
        <span>Country</span>
        <select name="country" autocomplete="country" defaultValue={country}>
          {listCountries().map(({ code, name }) => (
            <option key={code} value={code} selected={code === country}>{name}</option>
          ))}
        </select>
      </label>
      <PlanChoice plans={state.loads.plans.value ?? []} />
      <Submit isBusy={state.form.isBusy} text="Create account" busyText="Creating …" />
      <p class="gate-switch">
        Already have one? <a href={formatRoute({ view: "sign-in", next })} data-nav>Sign in</a>
      </p>
    </form>
  );
}

/** Plans as they are sold; without them the service's own choice is taken. */
function PlanChoice({ plans }: { readonly plans: readonly Plan[] }): VNode | null {
  if (plans.length === 0) return null;
  return (
    <fieldset class="plans">
      <legend>Plan</legend>
      {plans.map((plan) => (
        <label key={plan.plan} class="plan">
          <input
            type="radio"
            name="plan"
            value={plan.plan}
            defaultChecked={plan.plan === DEFAULT_PLAN}
          />
          <span class="plan-name">{planName(plan.plan)}</span>
          <span class="plan-facts">{planFacts(plan)}</span>
          <span class="plan-price">{planPrice(plan)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function EmailField(): VNode {
  return (
    <label>
      <span>E-mail</span>
      <input
        name="email"
        type="email"
        autocomplete="username"
        inputMode="email"
        maxLength={254}
        required
      />
    </label>
  );
}

interface PasswordFieldProps {
  readonly autocomplete: "current-password" | "new-password";
  readonly hint?: string;
}

/** A password, and a way to see what is being typed. */
function PasswordField({ autocomplete, hint }: PasswordFieldProps): VNode {
  return (
    <div class="password">
      <label for="password">Password</label>
      <span class="password-box">
        <input
          id="password"
          name="password"
          type="password"
          autocomplete={autocomplete}
          required
          {...(hint === undefined ? {} : { minLength: 8, "aria-describedby": "password-hint" })}
        />
        <button
          type="button"
          class="quiet"
          aria-pressed="false"
          aria-controls="password"
          onClick={(event) => showPassword(event.currentTarget)}
        >
          Show<span class="sr-only">password</span>
        </button>
      </span>
      {hint !== undefined && <small id="password-hint">{hint}</small>}
    </div>
  );
}

/** The field keeps its own state: what is typed is nowhere else. */
function showPassword(button: HTMLButtonElement): void {
  const field = button.previousElementSibling as HTMLInputElement;
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
}

function Refusal({ state }: PageProps): VNode | null {
  const { failure } = state.form;
  return failure === undefined ? null : <FailureBox failure={failure} />;
}

interface SubmitProps {
  readonly isBusy: boolean;
  readonly text: string;
  readonly busyText: string;
}

/** Stays focusable while busy, so that nobody loses their place. */
function Submit({ isBusy, text, busyText }: SubmitProps): VNode {
  return (
    <button type="submit" class="button primary wide" aria-disabled={isBusy}>
      {isBusy ? busyText : text}
    </button>
  );
}
