import { NetopsError } from "@netops/core";
import type { ExecutionWish } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import type { StageWishes } from "../stages/stage_handler.ts";
import { askForEnd, holdExecution } from "./execution_changes.ts";
import type { RecordChange } from "./record_change.ts";

/** Stages that can be told to go on, or to go back. */
const TAKING: ReadonlySet<string> = new Set(["deploy", "canary", "wait", "approve"]);

/**
 * Makes of a wish what is to be stored: the stages take it when they are looked at next.
 *
 * A wish to go on or back also ends a pause, as nobody means to wait then.
 *
 * @throws {NetopsError} REFUSED when the execution is over, or nothing of it waits for such a wish
 */
export function applyWish(record: ExecutionRecord, wish: ExecutionWish): RecordChange {
  refuseWhenOver(record, wish);
  switch (wish.wish) {
    case "pause":
      return holdExecution(record, true, wish.by);
    case "resume":
      return holdExecution(record, false, wish.by);
    case "abort":
      return askForEnd(record, cancelOf(wish));
    case "answer":
      return answer(record, wish);
    default:
      return move(record, wish);
  }
}

function cancelOf({ by, reason }: { readonly by: string; readonly reason?: string | undefined }) {
  return reason === undefined ? { by } : { by, reason };
}

function answer(
  record: ExecutionRecord,
  wish: Extract<ExecutionWish, { wish: "answer" }>,
): RecordChange {
  const { by, approve, role, note } = wish;
  const isAsked = (stage: StageRecord) =>
    stage.name === wish.stage && stage.spec.type === "approve" && isActive(stage);
  const given = {
    ...{ by, approve },
    ...(role === undefined ? {} : { role }),
    ...(note === undefined ? {} : { note }),
  };
  return giveTo(record, isAsked, { wish: { answer: given }, told: { wish: "answer", ...given } });
}

function move(
  record: ExecutionRecord,
  wish: Extract<ExecutionWish, { wish: "promote" | "rollback" }>,
): RecordChange {
  const given: StageWishes = wish.wish === "rollback"
    ? { rollback: true }
    : { promote: wish.full ? "full" : "step" };
  const takes = (stage: StageRecord) => TAKING.has(stage.spec.type) && isActive(stage);
  const { record: told, events } = giveTo(record, takes, { wish: given, told: { ...wish } });
  const { record: resumed, events: more } = holdExecution(told, false, wish.by);
  return { record: resumed, events: [...events, ...more] };
}

function isActive({ status, isFailing }: StageRecord): boolean {
  return (status === "RUNNING" || status === "PAUSED") && isFailing !== true;
}

function giveTo(
  record: ExecutionRecord,
  takes: (stage: StageRecord) => boolean,
  { wish, told }: { readonly wish: StageWishes; readonly told: Readonly<Record<string, unknown>> },
): RecordChange {
  const names = record.stages.filter(takes).map(({ name }) => name);
  if (names.length === 0 || record.isCancelAsked) throw nobodyWaits(record);
  const stages = record.stages.map((stage) => {
    if (!names.includes(stage.name)) return stage;
    const { wakeAtMs: _wakeAtMs, ...rest } = stage;
    return { ...rest, wishes: { ...rest.wishes, ...wish } };
  });
  const events = names.map((name) => ({ kind: "deploy.wish", stage: name, data: told }));
  return { record: { ...record, stages }, events };
}

function refuseWhenOver({ id, status }: ExecutionRecord, { wish }: ExecutionWish): void {
  if (!isComplete(status)) return;
  throw new NetopsError("REFUSED", `Cannot ${wish} ${id} as it is over: ${status}`, {
    fix: `netops deploy status ${id}`,
  });
}

function nobodyWaits(record: ExecutionRecord): NetopsError {
  const { id, stages, isCancelAsked } = record;
  const running = stages.filter(({ status }) => status === "RUNNING" || status === "PAUSED");
  const at = running.map(({ name, spec }) => `${name} (${spec.type})`).join(", ");
  const why = isCancelAsked ? "it is being ended" : at === "" ? "no stage runs" : `at work: ${at}`;
  return new NetopsError("REFUSED", `Cannot tell ${id} that as nothing waits for it: ${why}`, {
    fix: `netops deploy status ${id}`,
  });
}
