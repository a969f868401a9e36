import { toNetopsError } from "@netops/core";
import type { StageSpec, TimeWindow } from "@netops/core/contracts";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { holds, type ResolvedComparison } from "./compare.ts";
import { type RecordChange, stageOf } from "./record_change.ts";
import { resolveSpec } from "./resolve_spec.ts";
import { endUnbegun, startStage, waitToStart } from "./stage_changes.ts";
import { scopeOf, type StageWorld, valuesOf } from "./stage_world.ts";
import { failureOf } from "./troubles.ts";

/** What beginning a stage needs. */
export interface BeginParts {
  readonly world: StageWorld;
  readonly nowMs: number;
}

/** How a stage that may start begins: at once, later, not at all, or by failing. Changes nothing by itself. */
export async function beginStage(
  record: ExecutionRecord,
  name: string,
  parts: BeginParts,
): Promise<(record: ExecutionRecord) => RecordChange> {
  const { world, nowMs } = parts;
  try {
    const stage = stageOf(record, name);
    const opensAtMs = opening(record, stage.spec, parts);
    if (opensAtMs > nowMs) {
      const reason = `waits for its window, which opens at ${new Date(opensAtMs).toISOString()}`;
      return (now) => waitToStart(now, name, { reason, wakeAtMs: opensAtMs });
    }
    const skipped = unmet(resolveSpec(stage.spec, valuesOf(record)));
    if (skipped !== undefined) return (now) => endUnbegun(now, name, { nowMs, skipped });
    const handler = await world.handlerOf(stage.spec.type);
    const state = handler.begin(scopeOf(record, { ...stage, startedAtMs: nowMs }, parts));
    return (now) => startStage(now, name, { state, nowMs });
  } catch (thrown) {
    const failure = failureOf(toNetopsError(thrown));
    return (now) => endUnbegun(now, name, { nowMs, failure });
  }
}

/** When a stage may start by its own window, and the first one by that of the pipeline. */
function opening(
  { pipeline, stages }: ExecutionRecord,
  spec: StageSpec,
  { world, nowMs }: BeginParts,
): number {
  const isFirst = stages.every(({ status }) => status === "NOT_STARTED");
  const windows: readonly (TimeWindow | undefined)[] = [
    spec.window,
    isFirst ? pipeline.window : undefined,
  ];
  const times = windows.map((window) =>
    window === undefined ? nowMs : world.opensAtMs(window, nowMs)
  );
  return Math.max(...times);
}

/** The first comparison that does not hold, in words. */
function unmet({ when = [] }: StageSpec): string | undefined {
  const comparisons = when as readonly ResolvedComparison[];
  const missed = comparisons.find((comparison) => !holds(comparison));
  return missed && `skipped, as this does not hold: ${missed.left} ${missed.is} ${missed.right}`;
}
