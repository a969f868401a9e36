import type { Rng } from "@netops/core";
import type { StageSpec, StageType, TimeWindow } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import type { MetricSource } from "../ports/metric_source.ts";
import type { ReleaseProbe } from "../ports/release_probe.ts";
import type { StageServices } from "../ports/stage_services.ts";
import type { StageHandler, StageOutputs, StageScope } from "../stages/stage_handler.ts";
import { isComplete } from "../execution/execution_status.ts";
import { type ReferenceValues, resolveSpec } from "./resolve_spec.ts";

/** What stages are carried out by, and what they act on. */
export interface StageWorld {
  readonly platform: DeliveryPlatform;
  readonly probe: ReleaseProbe;
  readonly metrics: MetricSource;
  /** The same draws for the same words. */
  rngOf(words: string): Rng;
  servicesOf(record: ExecutionRecord): StageServices;
  handlerOf(type: StageType): Promise<StageHandler>;
  /** When a window is open next; `nowMs` while it is. */
  opensAtMs(window: TimeWindow, nowMs: number): number;
}

/** What a stage of an execution works with, and the wishes it knows of. */
export function scopeOf(
  record: ExecutionRecord,
  stage: StageRecord,
  { world, nowMs }: { readonly world: StageWorld; readonly nowMs: number },
): StageScope {
  const { id, app } = record;
  const key = `${id}/${stage.name}`;
  const values = valuesOf(record);
  return {
    ...{ executionId: id, app, spec: resolveSpec(stage.spec, values), key },
    ...{ startedAtMs: stage.startedAtMs ?? nowMs, nowMs, wishes: stage.wishes },
    ...{ outputs: values.outputs, rng: world.rngOf(key) },
    ...{ platform: world.platform, probe: world.probe, metrics: world.metrics },
    services: world.servicesOf(record),
  };
}

/** What the references of an execution stand for so far. */
export function valuesOf({ stages, parameters }: ExecutionRecord): ReferenceValues {
  const over = stages.filter(({ status }) => isComplete(status));
  const outputs: Record<string, StageOutputs> = Object.fromEntries(
    over.map(({ name, outputs }) => [name, outputs]),
  );
  return { outputs, parameters };
}

/** Stages that change an app: nobody else may meanwhile. */
const CHANGING: ReadonlySet<StageSpec["type"]> = new Set([
  ...["deploy", "rollback", "resize", "enable", "disable", "destroy"] as const,
]);

/** Whether a stage changes the app. */
export function changesApp({ spec }: Pick<StageRecord, "spec">): boolean {
  return CHANGING.has(spec.type);
}
