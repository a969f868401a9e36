import type { DeployVerdict, ServerGroupView, StoredLook } from "@netops/core/contracts";
import type { PlanStep } from "./plan_step.ts";
import type { StageScope } from "../stage_handler.ts";
import type { DeploySettings } from "./deploy_settings.ts";
import type { DeployPlan, DeployState, Role, StepProgress } from "./deploy_state.ts";

/** What the steps of a deploy work with, whatever type of stage it is. */
export type DeployScope = Omit<StageScope, "spec">;

/** Something for the time line. */
export interface StepEvent {
  readonly kind: string;
  readonly data: Record<string, unknown>;
}

/** What one look at a step has at hand. */
export interface StepWork {
  readonly scope: DeployScope;
  readonly settings: DeploySettings;
  readonly plan: DeployPlan;
  readonly state: DeployState;
  /** Groups of the app, as they are now. */
  readonly groups: readonly ServerGroupView[];
  /** The step after this one. */
  readonly following?: PlanStep;
}

/** What a step may say besides whether it is done. */
export interface StepNews {
  readonly change?: Partial<DeployState>;
  readonly progress?: StepProgress;
  readonly events?: readonly StepEvent[];
  readonly wakeAtMs?: number;
  readonly look?: StoredLook;
  readonly took?: "promote";
}

/** What becomes of a step after a look at it. */
export type StepOutcome =
  & StepNews
  & (
    | { readonly next: "wait"; readonly reason: string }
    | { readonly next: "done" }
    /** The deploy ends here and goes back. */
    | {
      readonly next: "back";
      readonly verdict: DeployVerdict;
      readonly reason: string;
    }
  );

/** The step goes on waiting. */
export function waiting(reason: string, news: StepNews = {}): StepOutcome {
  return { ...news, next: "wait", reason };
}

/** The next step may begin. */
export function stepDone(news: StepNews = {}): StepOutcome {
  return { ...news, next: "done" };
}

/** The release is taken back. */
export function takenBack(reason: string, news: StepNews = {}): StepOutcome {
  return { ...news, next: "back", verdict: "rolled-back", reason };
}

/** The group of a role as it is now; undefined when it was not started, or is gone. */
export function groupOf({ state, groups }: StepWork, role: Role): ServerGroupView | undefined {
  const name = state.names[role];
  return name === undefined ? undefined : groups.find((group) => group.name === name);
}

/** The same, unless somebody is ending it. */
export function livingGroup(work: StepWork, role: Role): ServerGroupView | undefined {
  const group = groupOf(work, role);
  return group === undefined || group.desired === 0 ? undefined : group;
}

/** The name of the group of a role, or what the role is. */
export function nameOf({ state }: Pick<StepWork, "state">, role: string): string {
  return state.names[role as Role] ?? `the ${role} group`;
}
