import type { Execution, StageExecution } from "./execution.ts";
import { type ExecutionStatus, isComplete, isHalting, letsOn } from "./execution_status.ts";

/** What is to be done next with an execution. */
export type ExecutionAction =
  /** Start a stage whose needs are complete. */
  | { readonly kind: "start"; readonly stage: string }
  /** Look at a stage that runs: its next step, its timers, its end. */
  | { readonly kind: "advance"; readonly stage: string }
  /** Leave a stage that runs as it is from now on. */
  | { readonly kind: "pause"; readonly stage: string }
  /** Let a stage that was left as it is go on. */
  | { readonly kind: "resume"; readonly stage: string }
  /** End a stage that runs and undo what it holds. */
  | { readonly kind: "cancel"; readonly stage: string }
  /** The execution is over, with this status. */
  | { readonly kind: "finish"; readonly status: ExecutionStatus };

/**
 * Derives what is to be done next from what is stored: there is no queue that could lose it.
 *
 * Asked again after a crash it gives the same answer, so a conductor that starts anew goes on where the
 * one before it died. An execution that is not over always has an action, unless it is paused. A pause
 * stops no stage that takes back what it did: a bad release would stay where it is.
 * Source: Spinnaker Orca's `HydrateQueueCommand`, whose rules tell the next message from stored state.
 */
export function nextActions(execution: Execution): readonly ExecutionAction[] {
  if (isComplete(execution.status)) return [];
  const { stages, isPauseAsked } = execution;
  const active = stages.filter(({ status }) => status === "RUNNING" || status === "PAUSED");
  if (isEnding(execution)) {
    if (active.length > 0) return active.map(({ name }) => ({ kind: "cancel", stage: name }));
    return [{ kind: "finish", status: executionStatus(execution) }];
  }
  const ready = stages.filter((stage) => isReady(stage, stages));
  if (active.length + ready.length === 0) {
    return [{ kind: "finish", status: executionStatus(execution) }];
  }
  const onward = active.flatMap((stage) => onwardAction(stage, isPauseAsked) ?? []);
  if (isPauseAsked) return onward;
  return [...onward, ...ready.map(({ name }) => ({ kind: "start", stage: name }) as const)];
}

function onwardAction(
  { name, status, isFailing, isRollingBack }: StageExecution,
  isPauseAsked: boolean,
): ExecutionAction | undefined {
  if (isFailing) return { kind: "cancel", stage: name };
  const isHeld = isPauseAsked && isRollingBack !== true;
  if (status === "PAUSED") return isHeld ? undefined : { kind: "resume", stage: name };
  return { kind: isHeld ? "pause" : "advance", stage: name };
}

/** Whether nothing may start any more: somebody wants its end, or a stage ended it. */
function isEnding({ isCancelAsked, stages }: Execution): boolean {
  return isCancelAsked || stages.some(({ status }) => status === "TERMINAL");
}

function isReady(stage: StageExecution, stages: readonly StageExecution[]): boolean {
  return stage.status === "NOT_STARTED" &&
    stage.needs.every((needed) => letsOn(statusOf(needed, stages)));
}

function statusOf(name: string, stages: readonly StageExecution[]): ExecutionStatus {
  return stages.find((stage) => stage.name === name)?.status ?? "NOT_STARTED";
}

/**
 * The status of an execution in which nothing runs and nothing can start.
 *
 * The first that holds: every stage let on → SUCCEEDED; any TERMINAL → TERMINAL; any CANCELED, or its
 * end was asked for → CANCELED; a stopped branch that fails it → TERMINAL; else SUCCEEDED.
 * Source: Spinnaker Orca, `CompleteExecutionHandler`.
 */
export function executionStatus({ stages, isCancelAsked }: Execution): ExecutionStatus {
  if (stages.every(({ status }) => letsOn(status))) return "SUCCEEDED";
  if (stages.some(({ status }) => status === "TERMINAL")) return "TERMINAL";
  if (isCancelAsked || stages.some(({ status }) => status === "CANCELED")) return "CANCELED";
  const failsLater = stages.some(({ status, onFailure }) =>
    status === "STOPPED" && onFailure === "haltBranchThenFail"
  );
  return failsLater ? "TERMINAL" : "SUCCEEDED";
}

/** Whether a stage can never start, because one that it needs, however far up, ended its branch. */
export function isCutOff(stage: StageExecution, stages: readonly StageExecution[]): boolean {
  return stage.status === "NOT_STARTED" && stage.needs.some((name) => {
    const needed = stages.find((one) => one.name === name);
    return needed !== undefined && (isHalting(needed.status) || isCutOff(needed, stages));
  });
}
