import type { DeployDetail, DeployVerdict, PipelineSpec, StageSpec } from "@netops/core/contracts";
import type { StageOutputs, StageWishes } from "../stages/stage_handler.ts";
import type { Execution, StageExecution } from "./execution.ts";

/** A stage as it is stored. */
export interface StageRecord extends StageExecution {
  readonly spec: StageSpec;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  readonly reason?: string;
  readonly outputs: StageOutputs;
  /** What its handler made of it. */
  readonly state?: unknown;
  readonly deploy?: DeployDetail;
  /** No look before this time. */
  readonly wakeAtMs?: number;
  readonly wishes: StageWishes;
  /** How often in a row it could not be looked at, and since when. */
  readonly troubles?: { readonly count: number; readonly sinceMs: number; readonly last: string };
}

/** An execution as it is stored: all that its next action is derived from. At most 60 KiB of JSON. */
export interface ExecutionRecord extends Execution {
  readonly id: string;
  readonly app: string;
  readonly pipeline: Omit<PipelineSpec, "stages">;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly key?: string;
  readonly by: string;
  readonly trigger: string;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  readonly verdict?: DeployVerdict;
  readonly reason?: string;
  readonly timeToVerdictMs?: number;
  /** Number of the last event. */
  readonly seq: number;
  readonly stages: readonly StageRecord[];
}
