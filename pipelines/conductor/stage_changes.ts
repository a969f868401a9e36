import type { ExecutionStatus } from "@netops/core/contracts";
import type { ExecutionRecord, StageFailure, StageRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import { failureStatus } from "../execution/on_failure.ts";
import type { StageStep, StageWishes } from "../stages/stage_handler.ts";
import { type RecordChange, stageEvent, stageOf, withStage } from "./record_change.ts";
import { encodeJson, MOST_OUTPUT_BYTES, shortText } from "./record_json.ts";
import { timeWords } from "../plan/time_words.ts";

/** What a stage is to be while it runs: what it knows, and since when. */
export interface StageBegin {
  readonly state: unknown;
  readonly nowMs: number;
}

/** Starts a stage; nothing was done for it yet. */
export function startStage(
  record: ExecutionRecord,
  name: string,
  { state, nowMs }: StageBegin,
): RecordChange {
  const { reason: _reason, wakeAtMs: _wakeAtMs, ...stage } = stageOf(record, name);
  const started = { ...stage, status: "RUNNING", startedAtMs: nowMs, state } as const;
  // What goes back as a whole is not stopped by a pause on its way.
  return changed(record, isWayBack(stage) ? { ...started, isRollingBack: true } : started);
}

/** Says what a stage that may start waits for, and until when. */
export function waitToStart(
  record: ExecutionRecord,
  name: string,
  wait: { readonly reason: string; readonly wakeAtMs: number },
): RecordChange {
  const stage = stageOf(record, name);
  if (stage.reason === wait.reason && stage.wakeAtMs === wait.wakeAtMs) {
    return { record, events: [] };
  }
  return { record: withStage(record, { ...stage, ...wait }), events: [] };
}

/** Ends a stage that did not begin. */
export function endUnbegun(
  record: ExecutionRecord,
  name: string,
  end: { readonly nowMs: number; readonly skipped?: string; readonly failure?: StageFailure },
): RecordChange {
  const stage = stageOf(record, name);
  const { failure, skipped, nowMs } = end;
  if (failure !== undefined) return failed(record, stage, { failure, nowMs });
  return ended(record, stage, { status: "SKIPPED", nowMs, reason: skipped });
}

/** Has a stage that runs be taken back before it counts as failed. */
export function beginFailing(
  record: ExecutionRecord,
  name: string,
  failure: StageFailure,
): RecordChange {
  const { troubles: _troubles, wakeAtMs: _wakeAtMs, ...stage } = stageOf(record, name);
  const { type } = stage.spec;
  const reason = shortText(failure.reason);
  return {
    record: withStage(record, {
      ...stage,
      isFailing: true,
      failure: { ...failure, reason },
      reason,
    }),
    events: [{ kind: "deploy.stage", stage: name, data: { type, status: "FAILING", reason } }],
  };
}

/** Leaves a stage as it is from now on. */
export function pauseStage(record: ExecutionRecord, name: string): RecordChange {
  return changed(record, { ...withoutWake(record, name), status: "PAUSED" });
}

/** Lets a stage go on that was left as it is. */
export function resumeStage(record: ExecutionRecord, name: string): RecordChange {
  return changed(record, { ...withoutWake(record, name), status: "RUNNING" });
}

function withoutWake(record: ExecutionRecord, name: string): StageRecord {
  const { wakeAtMs: _wakeAtMs, ...stage } = stageOf(record, name);
  return stage;
}

/** Notes that a stage could not be looked at, and when it is tried again. */
export function noteTrouble(
  record: ExecutionRecord,
  name: string,
  trouble: { readonly message: string; readonly nowMs: number; readonly wakeAtMs: number },
): RecordChange {
  const stage = stageOf(record, name);
  const { message, nowMs, wakeAtMs } = trouble;
  const { count = 0, sinceMs = nowMs } = stage.troubles ?? {};
  const troubles = { count: count + 1, sinceMs, last: shortText(message) };
  return { record: withStage(record, { ...stage, troubles, wakeAtMs }), events: [] };
}

/** What a look at a stage came to. */
export interface StepTaken {
  readonly step: StageStep<unknown>;
  /** Whether it was to end and take back what it holds. */
  readonly isCancel: boolean;
  /** The wishes that the look knew of. */
  readonly wishes: StageWishes;
  readonly nowMs: number;
}

/** Makes of a stage what a look at it came to. */
export function applyStep(record: ExecutionRecord, name: string, taken: StepTaken): RecordChange {
  const { step, isCancel, nowMs } = taken;
  const { troubles: _troubles, wakeAtMs: _wakeAtMs, reason: _reason, ...before } = stageOf(
    record,
    name,
  );
  const outputs = { ...before.outputs, ...step.outputs };
  const tooLarge = encodeJson(outputs).byteLength > MOST_OUTPUT_BYTES;
  if (tooLarge) return beginFailing(record, name, { reason: TOO_LARGE, code: "TOO_LARGE" });
  const stage: StageRecord = {
    ...before,
    ...{ state: step.state, outputs, wishes: wishesLeft(before.wishes, taken) },
    ...(step.deploy === undefined
      ? {}
      : { deploy: step.deploy, isRollingBack: step.deploy.isRollingBack || isWayBack(before) }),
    ...(step.look === undefined ? {} : { looks: (before.looks ?? 0) + 1 }),
    ...reasonOf(before, step),
  };
  const notes = (step.events ?? []).map(({ kind, data }) => ({
    ...{ kind: kind.startsWith(PREFIX) ? kind : PREFIX + kind, data, stage: name },
  }));
  const change = step.status === "RUNNING"
    ? { record: withStage(record, withWake(stage, step.wakeAtMs)), events: [] }
    : over(record, stage, { ...taken, isCancel, nowMs });
  return { record: change.record, events: [...notes, ...change.events] };
}

/** All that an execution tells is of one family on the time line. */
const PREFIX = "deploy.";

const TOO_LARGE = `it gave out more than ${MOST_OUTPUT_BYTES} bytes`;

function isWayBack({ spec }: Pick<StageRecord, "spec">): boolean {
  return spec.type === "rollback";
}

function withWake(stage: StageRecord, wakeAtMs: number | undefined): StageRecord {
  return wakeAtMs === undefined ? stage : { ...stage, wakeAtMs };
}

/** A failing stage keeps saying why it failed, whatever taking it back says. */
function reasonOf(
  { isFailing, failure }: Pick<StageRecord, "isFailing" | "failure">,
  step: StageStep<unknown>,
): { readonly reason?: string } {
  const reason = isFailing ? failure?.reason : step.reason;
  return reason === undefined ? {} : { reason };
}

function over(
  record: ExecutionRecord,
  stage: StageRecord,
  { step, isCancel, nowMs }: StepTaken,
): RecordChange {
  if (stage.isFailing && stage.failure !== undefined) {
    const left = step.status === "FAILED"
      ? `; not all was taken back: ${step.reason ?? "no reason"}`
      : "";
    const reason = stage.failure.reason + left;
    return failed(record, stage, { failure: { ...stage.failure, reason }, nowMs });
  }
  const { reason } = step;
  if (step.status !== "FAILED" && step.status !== "RUNNING") {
    return ended(record, stage, { status: step.status, nowMs, reason });
  }
  const failure = { reason: reason ?? "it does not say why" };
  // What could not be taken back is never called cancelled.
  const status = isCancel ? "TERMINAL" : failureStatus(stage.onFailure);
  return ended(record, { ...stage, failure }, { status, nowMs, reason });
}

function failed(
  record: ExecutionRecord,
  stage: StageRecord,
  { failure, nowMs }: { readonly failure: StageFailure; readonly nowMs: number },
): RecordChange {
  const short = { ...failure, reason: shortText(failure.reason) };
  const status = failureStatus(stage.onFailure);
  return ended(record, { ...stage, failure: short }, { status, nowMs, reason: short.reason });
}

/** Nothing of how a stage worked is kept once it is over. */
function ended(
  record: ExecutionRecord,
  stage: StageRecord,
  end: {
    readonly status: ExecutionStatus;
    readonly nowMs: number;
    readonly reason: string | undefined;
  },
): RecordChange {
  const {
    state: _state,
    wakeAtMs: _wakeAtMs,
    troubles: _troubles,
    isFailing: _isFailing,
    isRollingBack: _isRollingBack,
    ...kept
  } = stage;
  const { status, nowMs, reason } = end;
  const rest = reason === undefined ? {} : { reason };
  return changed(record, { ...kept, status, endedAtMs: nowMs, wishes: {}, ...rest });
}

function changed(record: ExecutionRecord, stage: StageRecord): RecordChange {
  const { name, status, spec } = stage;
  const told = isComplete(status) && stage.reason !== undefined ? { reason: stage.reason } : {};
  return {
    record: withStage(record, stage),
    events: [stageEvent({ name, type: spec.type, status, ...told })],
  };
}

/** A wish that was made anew while the stage was looked at stays. */
function wishesLeft(now: StageWishes, { step, wishes }: StepTaken): StageWishes {
  const took = new Set<string>(step.took ?? []);
  const left = Object.entries(now).filter(([name, wish]) => {
    const seen = wishes[name as keyof StageWishes];
    return !took.has(name) || JSON.stringify(seen) !== JSON.stringify(wish);
  });
  return Object.fromEntries(left);
}

/** Why a stage that took too long fails. */
export function tooLong(timeoutMs: number): StageFailure {
  return { reason: `it took longer than ${timeWords(timeoutMs)}`, code: "TIMED_OUT" };
}
