import type { StageOutputs } from "../stages/stage_handler.ts";
import type { PlannedGroups } from "./planned_groups.ts";
import type { PlanWorld } from "./plan_world.ts";

/** What the plan of a stage works with. */
export interface PlanScope {
  readonly app: string;
  readonly world: PlanWorld;
  /** The groups as the stages before would leave them; undefined when no platform runs. */
  readonly groups: PlannedGroups | undefined;
  /** What stages before would give out, as far as that is known. */
  readonly outputs: Readonly<Record<string, StageOutputs>>;
}

/** What a stage would do. */
export interface StagePlan {
  /** In words, in order. */
  readonly steps: readonly string[];
  /** Why it would not be done. */
  readonly refusals?: readonly string[];
  readonly outputs?: StageOutputs;
  /** How long it takes at least. */
  readonly leastMs?: number;
}

/** `1 instance`, `3 instances`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
