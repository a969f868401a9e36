import { toNetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import { deployPlan, lookAtServing } from "../stages/deploy/deploy_plan.ts";
import { type DeploySettings, settingsOf } from "../stages/deploy/deploy_settings.ts";
import type { DeployPlan } from "../stages/deploy/deploy_state.ts";
import { forwardSteps, type PlanStep } from "../stages/deploy/plan_step.ts";
import { unchangedReason } from "../stages/deploy/spawn_step.ts";
import { rollbackSettings } from "../stages/rollback/rollback_stage.ts";
import { planRollback } from "../stages/rollback/rollback_plan.ts";
import { deployWords, leastDeployMs } from "./deploy_words.ts";
import type { PlannedGroups } from "./planned_groups.ts";
import { counted, type PlanScope, type StagePlan } from "./stage_plan.ts";
import { words } from "./stage_words.ts";

/** What a deploy would do, step by step, with the names of its groups. */
export async function planDeploy(
  spec: StageSpecOf<"deploy">,
  scope: PlanScope,
): Promise<StagePlan> {
  const { groups } = scope;
  const artifact = spec.artifact === undefined ? undefined : words(spec.artifact);
  const settings = settingsOf(spec);
  if (groups === undefined) return assumedDeploy(spec, settings, artifact);
  try {
    const serving = await lookAtServing(groups.scope(scope.outputs));
    const resolved = { ...spec, ...(artifact === undefined ? {} : { artifact }) };
    const { plan, isUnchanged } = deployPlan(groups.scope(scope.outputs), resolved, serving);
    if (isUnchanged && plan.old !== undefined) return unchanged(plan.old);
    const version = versionOf(artifact, scope) ?? plan.old?.version ?? "its version";
    return carryOut({ plan, settings, groups, version });
  } catch (error) {
    return refused(spec.name, error);
  }
}

/** What a rollback would do, step by step, with the names of its groups. */
export async function planRollbackStage(
  spec: StageSpecOf<"rollback">,
  scope: PlanScope,
): Promise<StagePlan> {
  const { groups } = scope;
  const to = spec.to === undefined ? undefined : words(spec.to);
  if (groups === undefined) {
    return {
      steps: [`send all requests to ${to ?? "what served before"}, and end what serves now`],
    };
  }
  try {
    const resolved = { ...spec, ...(to === undefined ? {} : { to }) };
    const planned = await planRollback(groups.scope(scope.outputs), resolved);
    if ("end" in planned) return { steps: [planned.end.reason ?? "nothing"] };
    const { plan, names } = planned;
    const version = names.fresh === undefined ? to ?? "" : groups.find(names.fresh)?.version ?? "";
    const settings = rollbackSettings(spec);
    return carryOut({ plan, settings, groups, version, fresh: names.fresh });
  } catch (error) {
    return refused(spec.name, error);
  }
}

function refused(stage: string, error: unknown): StagePlan {
  const { code, message, fix } = toNetopsError(error);
  if (code === "BUG") throw error;
  const reason = fix === undefined ? message : `${message}; ${fix}`;
  return { steps: ["nothing: it would be refused"], refusals: [`${stage}: ${reason}`] };
}

function unchanged({ name, version }: NonNullable<DeployPlan["old"]>): StagePlan {
  const outputs = { group: name, from: name, to: name, version, verdict: "promoted" };
  return { steps: [`nothing, as it is ${unchangedReason(name)}`], outputs };
}

/** The version that a bake of this pipeline gave an artifact. */
function versionOf(artifact: string | undefined, { outputs }: PlanScope): string | undefined {
  const baked = Object.values(outputs).find((one) => one["artifact"] === artifact)?.["version"];
  return artifact === undefined ? undefined : String(baked ?? artifact);
}

interface DeployOrder {
  readonly plan: DeployPlan;
  readonly settings: DeploySettings;
  readonly groups: PlannedGroups;
  readonly version: string;
  /** A group that is there already. */
  readonly fresh?: string | undefined;
}

function carryOut({ plan, settings, groups, version, fresh: there }: DeployOrder): StagePlan {
  const steps = forwardSteps(plan, settings);
  const { old } = plan;
  const hasBaseline = steps.some((step) => step.kind === "spawn" && step.group === "baseline");
  const names = {
    fresh: there ?? groups.nextName(),
    ...(old === undefined ? {} : { old: old.name }),
    ...(hasBaseline ? { baseline: groups.nextName("baseline") } : {}),
  };
  const refusals = guardRefusals(steps, groups, names);
  const serves = routed(steps, names);
  if (there === undefined) {
    groups.add({ name: names.fresh, version, desired: plan.replicas, up: plan.replicas });
  }
  if (serves !== undefined) groups.move(serves);
  const stopped = steps.flatMap((step) => step.kind === "stop" ? [nameOf(names, step.group)] : []);
  const isTidy = steps.some(({ kind }) => kind === "tidy");
  const kept = [names.fresh, ...(old === undefined ? [] : [old.name])];
  const leftOver = !isTidy ? [] : groups.all
    .filter(({ name, shareRatio }) => shareRatio === 0 && ![...kept, ...stopped].includes(name))
    .map(({ name }) => name);
  const size = (replicas: number) => counted(replicas, "instance");
  const told = { names, versions: { new: version, old: old?.version ?? "" }, settings, size };
  groups.remove([...stopped, ...leftOver]);
  return {
    steps: deployWords(steps, { ...told, leftOver }),
    ...{ refusals, leastMs: leastDeployMs(steps, settings) },
    outputs: {
      ...{ group: names.fresh, to: names.fresh, version, verdict: "promoted" },
      ...(old === undefined ? {} : { from: old.name }),
      ...(names.baseline === undefined ? {} : { baseline: names.baseline }),
    },
  };
}

function nameOf(names: Readonly<Record<string, string>>, role: string): string {
  return names[role] ?? role;
}

/** Where requests go at the end; undefined when none are moved. */
function routed(
  steps: readonly PlanStep[],
  names: Readonly<Record<string, string>>,
): Record<string, number> | undefined {
  const last = steps.findLast((step) => step.kind === "route");
  if (last === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(last.weights).map(([role, weight]) => [nameOf(names, role), weight]),
  );
}

/** Switches that fleet would refuse as too little of what serves now is up; what is started comes up or ends it. */
function guardRefusals(
  steps: readonly PlanStep[],
  groups: PlannedGroups,
  names: Readonly<Record<string, string>>,
): readonly string[] {
  const found = steps.flatMap((step) => {
    if (step.kind !== "route") return [];
    return Object.entries(step.require).flatMap(([role, least]) => {
      const name = nameOf(names, role);
      const up = groups.find(name)?.up;
      if (up === undefined || up >= least) return [];
      return [`the traffic guard: ${name} has ${up} of ${least} instances up that it needs`];
    });
  });
  return [...new Set(found)];
}

const SERVING = "what serves now";

/** What is written, where nobody knows what runs: something serves, most likely. */
function assumedDeploy(
  spec: StageSpecOf<"deploy">,
  settings: DeploySettings,
  artifact: string | undefined,
): StagePlan {
  const { strategy, replicas } = spec;
  const plan: DeployPlan = {
    ...{ strategy, mayBeUnchanged: false, replicas: replicas ?? 1, others: [] },
    old: { name: SERVING, version: "", replicas: 1 },
    source: { kind: "artifact", hash: artifact ?? "" },
  };
  const steps = forwardSteps(plan, settings);
  const size = () =>
    replicas === undefined ? "as many instances as serve" : counted(replicas, "instance");
  const told = {
    names: { old: SERVING, fresh: "the new group", baseline: "a fresh baseline" },
    versions: { new: artifact ?? "the same version", old: "the version that serves" },
    ...{ settings, size, leftOver: [] },
  };
  return {
    steps: deployWords(steps, told),
    leastMs: leastDeployMs(steps, settings),
  };
}
