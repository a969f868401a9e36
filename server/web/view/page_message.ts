import type { LogLine } from "@netops/core/contracts";
import type { ChaosAction, ChaosAnswer } from "../chaos/chaos_values.ts";
import { applyDelta, type OpsDelta } from "../delta.ts";
import type { LogBatch } from "../log_stream.ts";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import type { DataAnswer } from "../telemetry/data_answer.ts";
import type { DataNeed } from "./needed_data.ts";
import { keepNeeded, takeAnswer } from "./page_data.ts";
import type {
  AskedAction,
  ChartMark,
  DeployOrder,
  InjectPlan,
  LogState,
  Notice,
  NumberedLine,
  PageState,
} from "./page_state.ts";
import { NO_LOGS } from "./page_state.ts";
import type { OpsView } from "./view_url.ts";

/** Everything that can happen to the page. */
export type PageMessage =
  | { readonly type: "hello"; readonly canAct: boolean }
  | { readonly type: "snapshot"; readonly snapshot: OpsSnapshot; readonly nowMs: number }
  | { readonly type: "delta"; readonly delta: OpsDelta; readonly nowMs: number }
  | { readonly type: "lost"; readonly nowMs: number }
  | { readonly type: "view"; readonly view: OpsView }
  | { readonly type: "log-batch"; readonly app: string; readonly batch: LogBatch }
  | { readonly type: "log-failed"; readonly app: string; readonly error: string }
  | { readonly type: "log-mode"; readonly mode: Partial<Pick<LogState, "isPaused" | "isFollowed">> }
  | { readonly type: "log-clear" }
  | { readonly type: "data"; readonly need: DataNeed; readonly answer: DataAnswer<unknown> }
  | { readonly type: "still"; readonly isOn: boolean }
  | { readonly type: "cursor"; readonly atMs: number | undefined }
  | { readonly type: "mark"; readonly mark: ChartMark | undefined }
  | { readonly type: "table"; readonly isOpen: boolean }
  | { readonly type: "draft"; readonly text: string }
  | { readonly type: "ask"; readonly action: AskedAction | undefined }
  | { readonly type: "act"; readonly action: ChaosAction }
  | { readonly type: "acted"; readonly action: ChaosAction; readonly outcome: ChaosOutcome }
  | { readonly type: "order"; readonly order: DeployOrder }
  | { readonly type: "ordered" }
  /** Something that the page needs was loaded. */
  | { readonly type: "loaded" }
  | { readonly type: "plan-over" }
  | { readonly type: "notice"; readonly notice: Notice | undefined }
  | { readonly type: "help"; readonly isOpen: boolean }
  | { readonly type: "shortcuts"; readonly isOn: boolean }
  | { readonly type: "copied"; readonly text: string };

/** What came of an action on faults: an answer, or in words why not. */
export type ChaosOutcome =
  | { readonly answer: ChaosAnswer; readonly error?: never }
  | { readonly error: string; readonly answer?: never };

/** Takes a message; how components talk back. */
export type Send = (message: PageMessage) => void;

/** The most log lines a page holds. */
export const MOST_LOG_LINES = 1_000;

/** The state after a message. Pure. */
export function reducePage(state: PageState, message: PageMessage): PageState {
  switch (message.type) {
    case "hello":
      return { ...state, canAct: message.canAct };
    case "snapshot":
      return heard({ ...state, snapshot: message.snapshot }, message.nowMs);
    case "delta":
      return heard(
        { ...state, snapshot: applyDelta(state.snapshot, message.delta) },
        message.nowMs,
      );
    case "lost":
      return { ...state, link: "lost", nowMs: message.nowMs };
    case "view":
      return withView(state, message.view);
    case "ask":
      return without(state, "asked", message.action);
    case "act":
      return beginAction(state, message.action);
    case "acted":
      return endAction(state, message);
    case "order":
      return { ...state, isDeployBusy: true };
    case "ordered":
      return without(state, "isDeployBusy", undefined);
    case "loaded":
      return { ...state };
    case "plan-over":
      return without(state, "plan", undefined);
    case "notice":
      return without(state, "notice", message.notice);
    case "help":
      return { ...state, isHelpOpen: message.isOpen };
    case "shortcuts":
      return { ...state, hasShortcuts: message.isOn };
    case "copied":
      return { ...state, copied: message.text };
    case "data":
      return { ...state, data: takeAnswer(state.data, state.view, message) };
    case "still":
      return { ...state, isStill: message.isOn };
    case "cursor":
      return without(state, "cursorMs", message.atMs);
    case "mark":
      return without(without(state, "mark", message.mark), "cursorMs", message.mark?.atMs);
    case "table":
      return { ...state, isTableOpen: message.isOpen };
    case "draft":
      return { ...state, draft: message.text };
    default:
      return { ...state, logs: reduceLogs(state.logs, message) };
  }
}

function beginAction(state: PageState, action: ChaosAction): PageState {
  const busy = { ...state, chaosBusy: action.verb };
  return action.verb === "plan" ? { ...busy, plan: { wish: action.wish, isAsking: true } } : busy;
}

function endAction(
  state: PageState,
  { action, outcome }: Extract<PageMessage, { type: "acted" }>,
): PageState {
  const idle = without(state, "chaosBusy", undefined);
  if (action.verb === "inject") return without(idle, "plan", undefined);
  // The form may have changed while the answer was on its way.
  if (action.verb !== "plan" || state.plan?.wish !== action.wish) return idle;
  return { ...idle, plan: planOf(action.wish, outcome) };
}

function planOf(wish: InjectPlan["wish"], { answer, error }: ChaosOutcome): InjectPlan {
  const document = answer?.fault;
  return {
    ...{ wish, isAsking: false },
    ...(document === undefined ? { error: error ?? "No answer came" } : { document }),
  };
}

type LogMessage = Extract<PageMessage, { type: `log-${string}` }>;

function reduceLogs(logs: LogState, message: LogMessage): LogState {
  switch (message.type) {
    case "log-batch":
      return message.app === logs.app ? takeBatch(logs, message.batch) : logs;
    case "log-failed":
      return message.app === logs.app ? { ...logs, error: message.error } : logs;
    case "log-mode":
      return resume({ ...logs, ...message.mode });
    case "log-clear":
      return { ...logs, lines: [], held: [], skipped: 0 };
  }
}

function takeBatch(logs: LogState, batch: LogBatch): LogState {
  const { error: _error, ...healed } = logs;
  const first = (logs.held.at(-1) ?? logs.lines.at(-1))?.number ?? 0;
  const fresh = batch.lines.map((line, index) => numberLine(line, first + index + 1));
  const held = [...logs.held, ...fresh].slice(-MOST_LOG_LINES);
  return resume({ ...healed, held, skipped: logs.skipped + batch.skipped });
}

function resume(logs: LogState): LogState {
  if (logs.isPaused || logs.held.length === 0) return logs;
  return { ...logs, lines: [...logs.lines, ...logs.held].slice(-MOST_LOG_LINES), held: [] };
}

/** Gives a line its number. */
export function numberLine(line: LogLine, number: number): NumberedLine {
  return { ...line, number };
}

function heard(state: PageState, nowMs: number): PageState {
  return { ...state, link: "live", heardAtMs: nowMs, nowMs };
}

function withView(state: PageState, view: OpsView): PageState {
  const logs = view.app === state.logs.app ? state.logs : { ...NO_LOGS, app: view.app };
  const { draft: _draft, mark: _mark, cursorMs: _cursor, plan, ...others } = state;
  const rest = plan?.wish.kind === view.kind ? { ...others, plan } : others;
  return { ...rest, view, logs, data: keepNeeded(state.data, view) };
}

type Optional = "asked" | "notice" | "cursorMs" | "mark" | "chaosBusy" | "plan" | "isDeployBusy";

function without<Key extends Optional>(
  state: PageState,
  key: Key,
  value: PageState[Key] | undefined,
): PageState {
  const { [key]: _old, ...rest } = state;
  return (value === undefined ? rest : { ...rest, [key]: value }) as PageState;
}
