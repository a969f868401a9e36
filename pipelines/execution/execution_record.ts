import type { DeployDetail, DeployVerdict, PipelineSpec, StageSpec } from "@netops/core/contracts";
import type { StageOutputs, StageWishes } from "../stages/stage_handler.ts";
import type { Execution, StageExecution } from "./execution.ts";

/** Why a stage failed. */
export interface StageFailure {
  readonly reason: string;
  /** The code of the error that ended it, where one did. */
  readonly code?: string;
}

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
  /** Why it failed, while what it holds is taken back and after. */
  readonly failure?: StageFailure;
  /** How many looks of it are stored. */
  readonly looks?: number;
  /** How often in a row it could not be looked at, and since when. */
  readonly troubles?: { readonly count: number; readonly sinceMs: number; readonly last: string };
}

/** An execution as it is stored: all that its next action is derived from. At most 60 KiB of JSON. */
export interface ExecutionRecord extends Execution {
  readonly id: string;
  /** The run of the platform it belongs to: with it, all that it acts on is gone. */
  readonly runId: string;
  readonly app: string;
  /** What it is the single writer of: its app, or the place that the execution which started it keeps for it. */
  readonly slot: string;
  /** The executions whose stages started it, outermost first. */
  readonly parents?: readonly { readonly id: string; readonly app: string }[];
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
  /** Who asked for its end, and why. */
  readonly cancel?: { readonly by: string; readonly reason?: string };
  /** Who asked that it stands still, while it does. */
  readonly pausedBy?: string;
  /** It waits because it is to take the place of the one that runs. */
  readonly isReplacing?: boolean;
  /** Number of the last event; every change takes at least one number. */
  readonly seq: number;
  readonly stages: readonly StageRecord[];
}
