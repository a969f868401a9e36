import type { DeployStep } from "../../strategies/step.ts";
import { rollbackSteps, STRATEGIES, type StrategyOptions } from "../../strategies/strategy.ts";
import type { DeploySettings } from "./deploy_settings.ts";
import type { DeployPlan, DeployState } from "./deploy_state.ts";

/** A step of a deploy: a primitive of its strategy, or what a deploy adds. Groups are named by role. */
export type PlanStep =
  | DeployStep
  /** Looks for what a new group does badly once it has all requests, while there still is a way back. */
  | { readonly kind: "watch" }
  /** Ends older groups without requests, of which only the newest is kept for a rollback. */
  | { readonly kind: "tidy" };

/** The steps of a deploy, whichever way it goes. */
export function stepsOf(
  { plan, settings, state }: {
    readonly plan: DeployPlan;
    readonly settings: DeploySettings;
    readonly state: Pick<DeployState, "isGoingBack" | "spawned">;
  },
): readonly PlanStep[] {
  return state.isGoingBack ? backSteps(plan, settings, state) : forwardSteps(plan, settings);
}

/** The steps of a deploy that goes on. */
export function forwardSteps(plan: DeployPlan, settings: DeploySettings): readonly PlanStep[] {
  const { strategy } = plan;
  const steps = STRATEGIES[strategy](strategyOptions(plan, settings));
  const moves = withWatch(plan.source === undefined ? startless(steps) : steps, plan, settings);
  const isTidy = strategy !== "none" && settings.isOldBad !== true;
  return isTidy ? [...moves, { kind: "tidy" }] : moves;
}

/** The steps of the way back, from wherever a deploy stands. */
function backSteps(
  plan: DeployPlan,
  settings: DeploySettings,
  state: Pick<DeployState, "spawned">,
): readonly PlanStep[] {
  return rollbackSteps(strategyOptions(plan, settings), state.spawned);
}

/** What decides on a deploy is over after this many steps. */
export function decidingSteps(steps: readonly PlanStep[]): number {
  const last = steps.findLastIndex(({ kind }) =>
    kind === "route" || kind === "judge" || kind === "watch" || kind === "ready"
  );
  return last + 1;
}

function strategyOptions(plan: DeployPlan, settings: DeploySettings): StrategyOptions {
  const { old, replicas } = plan;
  const { sharesPercent, bakeMs, stopsOld } = settings;
  return {
    ...(old === undefined ? {} : { old: { group: "old", replicas: old.replicas } }),
    fresh: { group: "fresh", replicas },
    ...{ baseline: "baseline", sharesPercent, bakeMs, stopsOld },
  };
}

/** What is there already is not started. */
function startless(steps: readonly DeployStep[]): readonly DeployStep[] {
  return steps.filter(({ kind }) => kind !== "spawn");
}

/** A watch stands before anything is ended: afterwards there is nothing to go back to. */
function withWatch(
  steps: readonly DeployStep[],
  { old, strategy }: DeployPlan,
  { watchMs }: DeploySettings,
): readonly PlanStep[] {
  if (old === undefined || strategy === "none" || watchMs === 0) return steps;
  const at = decidingSteps(steps);
  return [...steps.slice(0, at), { kind: "watch" }, ...steps.slice(at)];
}
