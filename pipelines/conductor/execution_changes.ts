import type { ExecutionStatus } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { outcomeOf } from "./outcome.ts";
import type { RecordChange } from "./record_change.ts";

/** Who wants the end of an execution, and why. */
export interface CancelWish {
  readonly by: string;
  readonly reason?: string;
}

/** Begins an execution: from now on its stages are looked at. */
export function startExecution(record: ExecutionRecord, nowMs: number): RecordChange {
  const { pipeline, by, trigger } = record;
  return {
    record: { ...record, status: "RUNNING", startedAtMs: nowMs },
    events: [{ kind: "deploy.started", data: { pipeline: pipeline.name, by, trigger } }],
  };
}

/** Asks an execution that runs to end; asked again it stays as it is. */
export function askForEnd(record: ExecutionRecord, cancel: CancelWish): RecordChange {
  if (record.isCancelAsked) return { record, events: [] };
  return {
    record: { ...record, isCancelAsked: true, cancel },
    events: [{ kind: "deploy.abort", data: { ...cancel } }],
  };
}

/** Ends an execution that has not begun, so that there is nothing to take back. */
export function endUnstarted(
  record: ExecutionRecord,
  cancel: CancelWish,
  nowMs: number,
): RecordChange {
  return finishExecution({ ...record, isCancelAsked: true, cancel }, "CANCELED", nowMs);
}

/**
 * Ends an execution of an earlier run of the platform: all that it held is gone with that.
 *
 * Nobody asked for it, so it does not count as aborted by hand, and nobody can say what would have come of it.
 */
export function endWithItsPlatform(record: ExecutionRecord, nowMs: number): RecordChange {
  const reason = "the platform was stopped before it was over";
  const stages = record.stages.map((stage) => {
    if (stage.status !== "RUNNING" && stage.status !== "PAUSED") return stage;
    const { state: _state, wakeAtMs: _wakeAtMs, ...rest } = stage;
    return { ...rest, ...goneWith(stage), status: "CANCELED" as const, endedAtMs: nowMs, reason };
  });
  const cancel = record.cancel ?? { by: "conductor", reason };
  return finishExecution({ ...record, stages, cancel }, "CANCELED", nowMs);
}

/** What a stage released ended with the platform: nothing of it serves, whatever is started since. */
function goneWith({ deploy, outputs }: StageRecord): Partial<StageRecord> {
  if (deploy === undefined) return {};
  const { untilMs: _untilMs, groups: before, dropped, requests, ...rest } = deploy;
  const groups = before.map(({ actualPercent: _actual, ...group }) => ({
    ...{ ...group, up: 0, wantPercent: 0 },
  }));
  const from = before.find(({ role }) => role === "old")?.name;
  const to = before.find(({ role }) => role === "fresh")?.name;
  return {
    deploy: { ...rest, groups, dropped, requests },
    outputs: {
      ...{ ...outputs, dropped, requests },
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  };
}

/** Ends an execution with what came of it. */
export function finishExecution(
  record: ExecutionRecord,
  status: ExecutionStatus,
  nowMs: number,
): RecordChange {
  const over = { ...record, status, endedAtMs: nowMs };
  const outcome = outcomeOf(over);
  return {
    record: { ...over, ...outcome },
    events: [{ kind: "deploy.ended", data: { status, ...outcome } }],
  };
}

/** Has an execution stand still, or go on. */
export function holdExecution(
  record: ExecutionRecord,
  isPauseAsked: boolean,
  by: string,
): RecordChange {
  if (record.isPauseAsked === isPauseAsked) return { record, events: [] };
  const kind = isPauseAsked ? "deploy.paused" : "deploy.resumed";
  const { pausedBy: _, ...rest } = record;
  const held = { ...rest, isPauseAsked, ...(isPauseAsked ? { pausedBy: by } : {}) };
  return { record: held, events: [{ kind, data: { by } }] };
}
