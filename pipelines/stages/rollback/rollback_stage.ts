import { toNetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import type { DeploySettings } from "../deploy/deploy_settings.ts";
import { type DeployState, NEW_DEPLOY } from "../deploy/deploy_state.ts";
import type { Course, Planned } from "../deploy/course.ts";
import { advanceDeploy, cancelDeploy } from "../deploy/drive_deploy.ts";
import type { StepWork } from "../deploy/step_work.ts";
import type { StageHandler, StageScope } from "../stage_handler.ts";
import { planRollback } from "./rollback_plan.ts";

/**
 * Gives all requests back to what served before, and ends what serves now: a red/black deploy of the group that
 * was kept, or of its version where it is gone.
 */
export const rollbackStage: StageHandler<"rollback", DeployState> = {
  type: "rollback",
  begin: () => NEW_DEPLOY,
  advance: (state, scope) => advanceDeploy(courseOf(scope), state),
  cancel: (state, scope) => cancelDeploy(courseOf(scope), state),
};

function courseOf(scope: StageScope<"rollback">): Course {
  const { wishes: _, ...rest } = scope;
  return {
    // What could be wished for here is what is being done.
    scope: { ...rest, wishes: {} },
    ...{ settings: rollbackSettings(scope.spec), verdict: "rolled-back", succeeded },
    plan: () => plan(scope),
  };
}

async function plan(scope: StageScope<"rollback">): Promise<Planned> {
  try {
    return await planRollback(scope, scope.spec);
  } catch (thrown) {
    const { code, message, fix } = toNetopsError(thrown);
    if (code !== "REFUSED" && code !== "NOT_FOUND") throw thrown;
    const reason = fix === undefined ? message : `${message}; ${fix}`;
    const end = { state: NEW_DEPLOY, status: "FAILED", reason } as const;
    return { end: { ...end, outputs: { verdict: "refused", dropped: 0, requests: 0 } } };
  }
}

/** The settings of a rollback. */
export function rollbackSettings({ readyMs, drainMs }: StageSpecOf<"rollback">): DeploySettings {
  return {
    ...{ readyMs, drainMs, isOldBad: true, sharesPercent: [], bakeMs: 0, watchMs: 0 },
    // What the way out of a bad version drops is told, and is no reason to stay.
    ...{ stopsOld: true, mostDropped: Infinity },
    judging: { mode: "netops", warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0 },
  };
}

function succeeded({ state: { names } }: StepWork): string {
  return `${names.fresh ?? "what was before"} serves again`;
}
