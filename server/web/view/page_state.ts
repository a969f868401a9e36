import type { FaultDocument, LogLine } from "@netops/core/contracts";
import type { OpsAction } from "../action.ts";
import type { ChaosAction, FaultWish } from "../chaos/chaos_values.ts";
import type { DeployAction } from "../deploy/deploy_values.ts";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import type { PageData } from "./page_data.ts";
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

/** An event over a chart: the slot of the chart, and the event's time. */
export interface ChartMark {
  readonly slot: string;
  readonly atMs: number;
}

/** A fault that was tried out: who would be hit, or why it would be refused. */
export interface InjectPlan {
  readonly wish: FaultWish;
  readonly isAsking: boolean;
  readonly document?: FaultDocument;
  readonly error?: string;
}

/** Something to do about a deploy, with the words for it. */
export interface DeployOrder {
  readonly verb: "deploy";
  /** As a question. */
  readonly title: string;
  /** What comes of it, in a sentence. */
  readonly means: string;
  /** On the button that means yes. */
  readonly label: string;
  /** The command that does the same. */
  readonly command: string;
  /** What is said when it was taken. */
  readonly done: string;
  readonly action: DeployAction;
}

/** What waits for a yes: actions on applications and deploys, and runs of experiments. */
export type AskedAction = OpsAction | DeployOrder | Extract<ChaosAction, { verb: "run" }>;

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
  /** What telemetry answered. */
  readonly data: PageData;
  /** Whether what telemetry answered stays as it is. */
  readonly isStill: boolean;
  /** Time that is pointed at in a chart, in wall ms. */
  readonly cursorMs?: number;
  /** The event that is pointed at over a chart. */
  readonly mark?: ChartMark;
  /** Whether all numbers of a chart are listed. */
  readonly isTableOpen: boolean;
  /** PromQL that is typed and was not asked yet. */
  readonly draft?: string;
  readonly notice?: Notice;
  /** The action that waits for a yes. */
  readonly asked?: AskedAction;
  /** What about faults was asked for and is not answered yet. */
  readonly chaosBusy?: ChaosAction["verb"];
  readonly plan?: InjectPlan;
  /** Whether something about a deploy was asked for and is not answered yet. */
  readonly isDeployBusy?: boolean;
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
    data: {},
    isStill: false,
    isTableOpen: false,
    isHelpOpen: false,
    hasShortcuts: true,
    copied: "",
  };
}

/** How old what the page shows is, in ms. */
export function ageMs(state: PageState): number {
  return state.link === "lost" ? Math.max(0, state.nowMs - state.heardAtMs) : 0;
}
