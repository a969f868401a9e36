/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { PlaybackState, Trouble } from "../player/playback_state.ts";
import { nextTitle } from "./browse_rows.ts";
import { ControlBar } from "./control_bar.tsx";
import { Icon } from "./icon.tsx";
import { areControlsHidden, knownTitle, type PageState } from "./page_state.ts";
import type { PageProps } from "./page_props.ts";
import { PlayerPanel } from "./player_panel.tsx";
import { formatRoute } from "./route.ts";
import { TitleArt } from "./title_art.tsx";
import { WhyPanel } from "./why_panel.tsx";

/** Refusals that the account page can mend. */
const ACCOUNT_CODES: ReadonlySet<string> = new Set(["TOO_MANY_STREAMS", "SUBSCRIPTION_EXPIRED"]);

const TROUBLES: Readonly<Record<Trouble, string>> = {
  offline: "No connection",
  silent: "No cache can deliver",
};

/** After so long a spinner says what it waits for. */
const SLOW_MS = 3_000;

/** The player: the video, what lies over it, and the panel beside it. */
export function PlayerView({ state, act }: PageProps): VNode {
  const { playback, panel } = state;
  const classes = [
    `player phase-${playback.phase}`,
    areControlsHidden(state) ? "quiet-controls" : "",
    panel === "none" ? "" : panel === "why" ? "with-why" : "with-panel",
  ];
  return (
    <div
      class={classes.filter((one) => one !== "").join(" ")}
      data-player
      onPointerMove={(event) => {
        if (event.pointerType !== "touch") act.touchPlayer();
      }}
      onPointerDown={(event) => act.pressPlayer(event.pointerType === "touch")}
      onFocusIn={() => act.touchPlayer()}
    >
      <div class="stage">
        <video
          ref={act.attachVideo}
          playsInline
          tabIndex={-1}
          aria-label={titleOf(state)}
          onClick={() => act.tapPicture()}
          onDblClick={() => act.player.toggleFullscreen()}
        />
        <Backdrop state={state} />
        <Captions state={state} />
        <TopBar state={state} act={act} />
        <TroubleLine state={state} />
        <Middle state={state} act={act} />
        {playback.phase !== "failed" && playback.phase !== "ended" && (
          <ControlBar state={state} act={act} />
        )}
        <PlayerPanel state={state} act={act} />
      </div>
      {panel === "why" && <WhyPanel state={state} act={act} />}
    </div>
  );
}

/** What stands behind words while the element shows no picture: the last one, or the title's drawing. */
function Backdrop({ state }: { readonly state: PageState }): VNode {
  const { phase, startupMs } = state.playback;
  const id = state.route.view === "play" ? state.route.id : "";
  const isBlank = startupMs === undefined || phase === "ended";
  return (
    <div class={isBlank ? "backdrop blank" : "backdrop"} aria-hidden="true">
      {isBlank && <TitleArt title={knownTitle(state, id) ?? { id }} />}
      <canvas hidden />
    </div>
  );
}

/** Says while it still plays that nothing comes any more; when it stands the middle says so. */
function TroubleLine({ state }: { readonly state: PageState }): VNode {
  const { phase, trouble } = state.playback;
  const isPlaying = phase === "playing" || phase === "paused";
  return (
    <div class="trouble" role="status">
      {isPlaying && trouble !== undefined && <p>{TROUBLES[trouble]}. Playing from the buffer.</p>}
    </div>
  );
}

function titleOf(state: PageState): string {
  const id = state.route.view === "play" ? state.route.id : "";
  return state.playback.answer?.title ?? knownTitle(state, id)?.title ?? "Player";
}

/** Captions are drawn by the page: above the controls, in the reader's size, and the same for both engines. */
function Captions({ state }: { readonly state: PageState }): VNode {
  return (
    <div class="captions" lang={captionLanguage(state)}>
      {state.playback.cueTexts.map((line, index) => (
        <p key={index}>
          <span>{line}</span>
        </p>
      ))}
    </div>
  );
}

function captionLanguage(state: PageState): string {
  const { captions, wantedCaption } = state.playback;
  return captions.find(({ index }) => index === wantedCaption)?.language ?? "";
}

function TopBar({ state, act }: PageProps): VNode {
  const id = state.route.view === "play" ? state.route.id : "";
  return (
    <header class="top-bar">
      <a
        class="round"
        href={formatRoute({ view: "title", id })}
        data-nav
        aria-label="Back to the title"
      >
        <Icon name="back" />
      </a>
      <h1>{titleOf(state)}</h1>
      {state.playback.answer !== undefined && (
        <button
          type="button"
          class="why-button"
          aria-label="Why this OCA"
          aria-expanded={state.panel === "why"}
          onClick={() => act.openPanel(state.panel === "why" ? "none" : "why")}
        >
          <Icon name="why" />
          <span>Why this OCA</span>
        </button>
      )}
    </header>
  );
}

/** What stands in the middle: a spinner, a big play sign, the end, or what went wrong. */
function Middle({ state, act }: PageProps): VNode | null {
  const { phase } = state.playback;
  switch (phase) {
    case "asking":
    case "loading":
    case "buffering":
      return (
        <div class="middle" role="status">
          <span class="spinner" aria-hidden="true" />
          <span class="middle-text">{waitingText(state.playback)}</span>
        </div>
      );
    case "blocked":
      return (
        <div class="middle">
          <button type="button" class="big-play" onClick={() => act.player.toggle()}>
            <Icon name="play" />
            <span class="sr-only">Play</span>
          </button>
        </div>
      );
    case "ended":
      return <EndScreen state={state} act={act} />;
    case "failed":
      return <FailureScreen state={state} act={act} />;
    default:
      return null;
  }
}

/** Says what is being waited for; after a while a spinner alone looks like an end. */
function waitingText({ phase, trouble, waitedMs }: PlaybackState): string {
  if (trouble !== undefined) return `${TROUBLES[trouble]}. Trying again …`;
  if (waitedMs > SLOW_MS) return "Trying another cache …";
  return phase === "buffering" ? "Buffering" : "Loading";
}

function EndScreen({ state, act }: PageProps): VNode {
  const id = state.route.view === "play" ? state.route.id : "";
  const next = nextTitle(state.loads.rows.value?.rows ?? [], id);
  return (
    <div class="over">
      <div class="over-text">
        <p class="over-kicker">That was</p>
        <h2>{titleOf(state)}</h2>
        <p class="buttons">
          {next !== undefined && (
            <a
              class="button primary"
              href={formatRoute({ view: "play", id: next.id, engine: state.playback.engine })}
              data-nav
              data-autofocus
            >
              <Icon name="play" />
              Next: {next.title}
            </a>
          )}
          <button type="button" class="button glass" onClick={() => act.player.replay()}>
            <Icon name="replay" />
            Watch again
          </button>
          <a class="button glass" href="/watch" data-nav data-autofocus={next === undefined}>
            Back to browse
          </a>
        </p>
      </div>
    </div>
  );
}

function FailureScreen({ state, act }: PageProps): VNode {
  const { failure } = state.playback;
  const canRetry = failure?.canRetry ?? true;
  const isAccounts = ACCOUNT_CODES.has(failure?.code ?? "");
  return (
    <div class="over" role="alert">
      <div class="over-text">
        <h2>{failure?.title ?? "This does not play"}</h2>
        <p>{failure?.text ?? "Every offered OCA was tried."}</p>
        <p class="buttons">
          {canRetry && (
            <button
              type="button"
              class="button primary"
              data-autofocus
              onClick={() => act.player.retry()}
            >
              Try again
            </button>
          )}
          <a
            class={`button ${canRetry ? "glass" : "primary"}`}
            href={isAccounts ? "/watch/account" : "/watch"}
            data-nav
            data-autofocus={!canRetry}
          >
            {isAccounts ? "Go to the account" : "Back to browse"}
          </a>
        </p>
      </div>
    </div>
  );
}
