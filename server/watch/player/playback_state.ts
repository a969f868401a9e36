import type { PlayAnswer } from "@netops/core/contracts";
import type { ErrorText } from "../view/error_text.ts";
import type { EngineName } from "../view/route.ts";

/**
 * What the player is doing: `asking` playback, `loading` the first frame, `blocked` until somebody
 * presses play (browsers start sound only after a touch), and what every player does.
 */
export type PlaybackPhase =
  | "idle"
  | "asking"
  | "loading"
  | "blocked"
  | "playing"
  | "paused"
  | "buffering"
  | "ended"
  | "failed";

/** A rung as an engine names it. */
export interface RungChoice {
  readonly index: number;
  readonly height: number;
  readonly bitrateBps: number;
}

/** A caption track as an engine names it. */
export interface CaptionChoice {
  readonly index: number;
  readonly language: string;
  readonly label: string;
}

/** One thing that happened, for the panel. */
export interface PlaybackNote {
  readonly atMs: number;
  readonly text: string;
}

/** What stands in the way of loading: no network, or nobody who answers. */
export type Trouble = "offline" | "silent";

/** Everything that the player page is drawn from. */
export interface PlaybackState {
  readonly phase: PlaybackPhase;
  readonly engine: EngineName;
  readonly positionMs: number;
  readonly durationMs: number;
  /** What is ready beyond the position. */
  readonly bufferMs: number;
  /** 0..1 */
  readonly volumeRatio: number;
  readonly isMuted: boolean;
  readonly isFullscreen: boolean;
  readonly rungs: readonly RungChoice[];
  /** The rung on the screen. */
  readonly rung?: RungChoice;
  /** The rung that was asked for; -1 is automatic. */
  readonly wantedRung: number;
  readonly captions: readonly CaptionChoice[];
  /** The captions that are shown; -1 is none. */
  readonly wantedCaption: number;
  readonly cueTexts: readonly string[];
  readonly answer?: PlayAnswer;
  /** The OCA that sent the last segment. */
  readonly oca?: string;
  readonly startupMs?: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly switches: number;
  readonly failovers: number;
  readonly fatalErrors: number;
  readonly notes: readonly PlaybackNote[];
  /** The buffer in ms, twice a second, the newest last. */
  readonly bufferTrace: readonly number[];
  readonly failure?: ErrorText;
  /** Undefined while all is well; the buffer may still play. */
  readonly trouble?: Trouble | undefined;
  /** How long the viewer has looked at a picture that should move, in ms. */
  readonly waitedMs: number;
  /** Where the title was when an OCA failed, by OCA. */
  readonly failedAtMs: Readonly<Record<string, number>>;
}

/** A player that plays nothing. */
export const NO_PLAYBACK: PlaybackState = {
  phase: "idle",
  engine: "hls",
  positionMs: 0,
  durationMs: 0,
  bufferMs: 0,
  volumeRatio: 1,
  isMuted: false,
  isFullscreen: false,
  rungs: [],
  wantedRung: -1,
  captions: [],
  wantedCaption: -1,
  cueTexts: [],
  stalls: 0,
  stalledMs: 0,
  switches: 0,
  failovers: 0,
  fatalErrors: 0,
  notes: [],
  bufferTrace: [],
  waitedMs: 0,
  failedAtMs: {},
};

/** What tests and the curious may read as `netopsPlayer`. */
export function publicStatus(state: PlaybackState): Readonly<Record<string, unknown>> {
  const { phase, positionMs, bufferMs, stalls, stalledMs, failovers, fatalErrors } = state;
  return Object.freeze({
    state: phase,
    positionMs: Math.round(positionMs),
    durationMs: state.durationMs,
    bufferMs,
    stalls,
    stalledMs: Math.round(stalledMs),
    failovers,
    switches: state.switches,
    fatalErrors,
    oca: state.oca,
    engine: state.engine,
    rung: state.rung?.height,
    startupMs: state.startupMs,
    sessionId: state.answer?.sessionId,
  });
}
