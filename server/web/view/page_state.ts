import type { LogLine } from "@netops/core/contracts";
import type { OpsAction } from "../action.ts";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import type { OpsView } from "./view_url.ts";

/** How the page gets its data: not at all (as the server sent it), live, or cut off. */
export type LinkStatus = "static" | "live" | "lost";

/** A log line with a number of its own, so that lists stay in place. */
export interface NumberedLine extends LogLine {
  readonly number: number;
}

/** The logs of one app as the page holds them. */
export interface LogState {
  readonly app: string;
  readonly lines: readonly NumberedLine[];
  /** Lines that came faster than a page can show them. */
  readonly skipped: number;
  readonly isPaused: boolean;
  readonly isFollowed: boolean;
  /** Lines that came while paused; kept to be shown later. */
  readonly held: readonly NumberedLine[];
  readonly error?: string;
}

/** A message about what the user just did. */
export interface Notice {
  readonly tone: "ok" | "bad";
  readonly text: string;
}

/** Everything the page is drawn from. */
export interface PageState {
  readonly view: OpsView;
  readonly snapshot: OpsSnapshot;
  readonly link: LinkStatus;
  /** Wall time of the browser when the last message came. */
  readonly heardAtMs: number;
  /** Wall time of the browser now; moves only while it matters. */
  readonly nowMs: number;
  /** Whether this browser came by a one-time link. */
  readonly canAct: boolean;
  readonly logs: LogState;
  readonly notice?: Notice;
  /** The action that waits for a yes. */
  readonly asked?: OpsAction;
  readonly isHelpOpen: boolean;
  readonly hasShortcuts: boolean;
  /** The text that was copied last. */
  readonly copied: string;
}

/** No logs of nobody. */
export const NO_LOGS: LogState = {
  app: "",
  lines: [],
  skipped: 0,
  isPaused: false,
  isFollowed: true,
  held: [],
};

/** The state of a page that was just made; read-only until the stream says otherwise. */
export function createPageState(view: OpsView, snapshot: OpsSnapshot): PageState {
  return {
    view,
    snapshot,
    canAct: false,
    link: "static",
    heardAtMs: snapshot.atMs,
    nowMs: snapshot.atMs,
    logs: { ...NO_LOGS, app: view.app },
    isHelpOpen: false,
    hasShortcuts: true,
    copied: "",
  };
}

/** How old what the page shows is, in ms. */
export function ageMs(state: PageState): number {
  return state.link === "lost" ? Math.max(0, state.nowMs - state.heardAtMs) : 0;
}
