import type { ExecutionStatus } from "./execution_status.ts";
import type { OnFailure } from "./on_failure.ts";
import type { StageNode } from "./stage_graph.ts";

/** A stage of an execution, as it is stored. */
export interface StageExecution extends StageNode {
  readonly onFailure: OnFailure;
  readonly status: ExecutionStatus;
  /** It has failed: what it holds is taken back before it counts as that. */
  readonly isFailing?: boolean;
  /** It takes back what it did by itself; no pause stops that. */
  readonly isRollingBack?: boolean;
}

/** A run of a pipeline, as far as its next action matters. */
export interface Execution {
  readonly status: ExecutionStatus;
  /** In an order in which each comes after what it needs. */
  readonly stages: readonly StageExecution[];
  /** Somebody asked for its end. */
  readonly isCancelAsked: boolean;
  /** Somebody asked that it stands still: nothing starts, and what runs is not looked at. */
  readonly isPauseAsked: boolean;
}
