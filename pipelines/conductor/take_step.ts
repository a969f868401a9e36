import { type Clock, type Logger, NetopsError, toNetopsError } from "@netops/core";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import type { StageStep, StageWishes } from "../stages/stage_handler.ts";
import type { AppLease } from "./app_lease.ts";
import type { LookStore } from "./look_store.ts";
import { type RecordChange, stageOf } from "./record_change.ts";
import { applyStep, beginFailing, noteTrouble } from "./stage_changes.ts";
import { changesApp, scopeOf, type StageWorld } from "./stage_world.ts";
import { failureOf, tryAgainAtMs } from "./troubles.ts";

/** What a step works with. */
export interface StepParts {
  readonly world: StageWorld;
  readonly looks: LookStore;
  readonly lease: AppLease;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What came of a step: what is to be stored, and when the stage is looked at next. */
export interface StepResult {
  readonly make: (record: ExecutionRecord) => RecordChange;
  readonly wakeAtMs: number;
  /** The wishes that the step knew of. */
  readonly wishes: StageWishes;
}

const USUAL_WAIT_MS = 250;

/** Looks at a stage that runs, or takes it back; whatever is thrown is a result, too. */
export async function takeStep(
  record: ExecutionRecord,
  name: string,
  { isCancel, ...parts }: StepParts & { readonly isCancel: boolean },
): Promise<StepResult> {
  const stage = stageOf(record, name);
  const { wishes } = stage;
  try {
    const step = await askHandler(record, stage, { isCancel, ...parts });
    if (step.look !== undefined) {
      const place = { execution: record.id, stage: name, number: stage.looks ?? 0 };
      await parts.looks.put(place, step.look);
    }
    const nowMs = parts.clock.nowMs();
    const wakeAtMs = step.wakeAtMs ?? nowMs + USUAL_WAIT_MS;
    const taken = { step: { ...step, wakeAtMs }, isCancel, wishes, nowMs };
    return { make: (now) => applyStep(now, name, taken), wakeAtMs, wishes };
  } catch (thrown) {
    return troubled(stage, toNetopsError(thrown), { isCancel, ...parts });
  }
}

async function askHandler(
  record: ExecutionRecord,
  stage: StageRecord,
  { isCancel, world, lease, clock }: StepParts & { readonly isCancel: boolean },
): Promise<StageStep<unknown>> {
  if (changesApp(stage)) await lease.require();
  const handler = await world.handlerOf(stage.spec.type);
  const scope = scopeOf(record, stage, { world, nowMs: clock.nowMs() });
  return isCancel
    ? await handler.cancel(stage.state, scope)
    : await handler.advance(stage.state, scope);
}

/** Tried again when it may pass; else the stage is taken back, and what cannot be taken back is named. */
function troubled(
  stage: StageRecord,
  error: NetopsError,
  { isCancel, clock, logger }: Pick<StepParts, "clock" | "logger"> & { readonly isCancel: boolean },
): StepResult {
  const { name, wishes } = stage;
  const nowMs = clock.nowMs();
  if (error.code === "BUG") {
    logger.log("error", `Stage ${name} failed by a bug: ${error.message}`, {
      cause: String((error.cause as Error | undefined)?.stack ?? error.stack),
    });
  }
  const againAtMs = tryAgainAtMs(stage, error, nowMs);
  if (againAtMs !== undefined) {
    const trouble = { message: error.message, nowMs, wakeAtMs: againAtMs };
    return { make: (now) => noteTrouble(now, name, trouble), wakeAtMs: againAtMs, wishes };
  }
  const failure = failureOf(error);
  if (!isCancel) return { make: (now) => beginFailing(now, name, failure), wakeAtMs: 0, wishes };
  const step = { state: stage.state, status: "FAILED", reason: failure.reason } as const;
  const taken = { step, isCancel, wishes, nowMs };
  return { make: (now) => applyStep(now, name, taken), wakeAtMs: 0, wishes };
}
