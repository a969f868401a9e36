import { toNetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";
import { deployPlan, lookAtServing } from "./deploy_plan.ts";
import { settingsOf } from "./deploy_settings.ts";
import { type DeployState, NEW_DEPLOY } from "./deploy_state.ts";
import type { Course, Planned } from "./course.ts";
import { advanceDeploy, cancelDeploy } from "./drive_deploy.ts";
import { lookConfig } from "./look_config.ts";
import { unchangedReason } from "./spawn_step.ts";
import type { StepWork } from "./step_work.ts";

/**
 * Puts a version into service by a strategy, and takes it back when it is worse than what served before.
 *
 * Every step is stored before the next one; each may be repeated. docs/deploy_strategies.md says what each
 * strategy does.
 */
export const deployStage: StageHandler<"deploy", DeployState> = {
  type: "deploy",
  begin: () => NEW_DEPLOY,
  advance: (state, scope) => advanceDeploy(courseOf(scope), state),
  cancel: (state, scope) => cancelDeploy(courseOf(scope), state),
};

function courseOf(scope: StageScope<"deploy">): Course {
  const { spec } = scope;
  return {
    ...{ scope, settings: settingsOf(spec), verdict: "promoted", succeeded },
    plan: () => plan(scope, spec),
  };
}

async function plan(
  scope: StageScope<"deploy">,
  spec: StageSpecOf<"deploy">,
): Promise<Planned> {
  const serving = await lookAtServing(scope);
  try {
    if (JUDGED.has(spec.strategy)) await lookConfig(spec.judging);
    const { plan, isUnchanged } = deployPlan(scope, spec, serving);
    const old = plan.old?.name;
    if (isUnchanged && old !== undefined) return { end: unchanged(old, serving.old?.version) };
    return { plan, names: old === undefined ? {} : { old } };
  } catch (thrown) {
    const { code, message, fix } = toNetopsError(thrown);
    if (!REFUSALS.has(code)) throw thrown;
    const reason = fix === undefined ? message : `${message}; ${fix}`;
    const end = { state: NEW_DEPLOY, status: "FAILED", reason } as const;
    return { end: { ...end, outputs: { verdict: "refused", dropped: 0, requests: 0 } } };
  }
}

const JUDGED: ReadonlySet<string> = new Set(["canary", "monitored"]);
const REFUSALS: ReadonlySet<string> = new Set(["REFUSED", "NOT_FOUND", "CONFIG_INVALID"]);

function unchanged(name: string, version: string | undefined): StageStep<DeployState> {
  const outputs = {
    ...{ group: name, from: name, to: name, verdict: "promoted" },
    ...(version === undefined ? {} : { version }),
    ...{ dropped: 0, requests: 0, usersHit: 0, timeToVerdictMs: 0 },
  };
  return { state: NEW_DEPLOY, status: "SUCCEEDED", reason: unchangedReason(name), outputs };
}

function succeeded({ state, plan, settings, groups }: StepWork): string {
  const { fresh = "the new group", old } = state.names;
  if (plan.strategy === "none" && old !== undefined) {
    return `${fresh} is up without requests; ${old} serves`;
  }
  const isKept = old !== undefined && !settings.stopsOld && groups.some(({ name }) => name === old);
  return `${fresh} serves${isKept ? `; ${old} is kept for a rollback` : ""}`;
}
