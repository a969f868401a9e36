/** @jsxImportSource preact */
import type { VNode } from "preact";
import { AccountView } from "./account_view.tsx";
import { BrowseView } from "./browse_view.tsx";
import { FailureBox } from "./failure_box.tsx";
import { Head } from "./head.tsx";
import { Mark } from "./icon.tsx";
import { knownTitle, type PageState } from "./page_state.ts";
import type { PageProps } from "./page_props.ts";
import { PlayerView } from "./player_view.tsx";
import { ProfilesView } from "./profiles_view.tsx";
import { isOpen } from "./route.ts";
import { SearchView } from "./search_view.tsx";
import { SignInView } from "./sign_in_view.tsx";
import { TitleView } from "./title_view.tsx";

/** The whole page. */
export function Page({ state, act }: PageProps): VNode {
  const { view } = state.route;
  if (state.signedIn === "unknown" || (state.signedIn === "out" && !isOpen(state.route))) {
    return <Splash state={state} act={act} />;
  }
  if (view === "play") {
    return (
      <main id="main" tabIndex={-1}>
        <PlayerView state={state} act={act} />
      </main>
    );
  }
  if (view === "sign-in" || view === "sign-up") {
    return (
      <main id="main" tabIndex={-1}>
        <SignInView state={state} act={act} />
      </main>
    );
  }
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <Head state={state} act={act} />
      <main id="main" tabIndex={-1} class={`view-${view}`}>
        <View state={state} act={act} />
      </main>
      <Foot />
      <Notices state={state} act={act} />
    </>
  );
}

function View({ state, act }: PageProps): VNode {
  switch (state.route.view) {
    case "browse":
      return <BrowseView state={state} act={act} />;
    case "search":
      return <SearchView state={state} act={act} />;
    case "title":
      return <TitleView state={state} act={act} />;
    case "profiles":
      return <ProfilesView state={state} act={act} />;
    case "account":
      return <AccountView state={state} act={act} />;
    default:
      return (
        <div class="page-middle empty">
          <h1>Nothing here</h1>
          <p>This address leads nowhere.</p>
          <p>
            <a class="button" href="/watch" data-nav>Back to browse</a>
          </p>
        </div>
      );
  }
}

function Splash({ state, act }: PageProps): VNode {
  const { failure } = state.form;
  if (state.signedIn === "unknown" && failure !== undefined) {
    return (
      <main id="main" class="splash" tabIndex={-1}>
        <h1 class="sr-only">netops watch</h1>
        <FailureBox failure={failure} onRetry={() => act.reload()} />
      </main>
    );
  }
  return (
    <main id="main" class="splash" tabIndex={-1} aria-busy="true">
      <h1>
        <Mark />
        <span class="sr-only">netops watch is loading</span>
      </h1>
    </main>
  );
}

function Foot(): VNode {
  return (
    <footer class="foot">
      <p>
        <Mark /> netops watch: films made by us, from caches on this machine.
      </p>
    </footer>
  );
}

function Notices({ state, act }: PageProps): VNode {
  return (
    <div class="notices" role="status">
      {state.notice !== undefined && (
        <p class={`notice ${state.notice.tone}`}>
          {state.notice.text}
          <button type="button" class="quiet" onClick={() => act.dismissNotice()}>Dismiss</button>
        </p>
      )}
    </div>
  );
}

/** The title of the browser's tab. */
export function pageTitle(state: PageState): string {
  const { route } = state;
  const name = {
    "sign-in": "Sign in",
    "sign-up": "Create an account",
    profiles: "Who is watching?",
    browse: "Browse",
    search: "Search",
    account: "Account",
    lost: "Nothing here",
    title: "Title",
    play: "Player",
  }[route.view];
  const title = route.view === "title" || route.view === "play"
    ? knownTitle(state, route.id)?.title ?? state.playback.answer?.title
    : undefined;
  return `${title ?? name} · watch`;
}
