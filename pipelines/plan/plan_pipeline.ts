import { toNetopsError } from "@netops/core";
import type { PipelineSpec, PlanDocument, StageSpec } from "@netops/core/contracts";
import { fillParameters } from "../conductor/fill_parameters.ts";
import { mapReferences } from "../conductor/spec_values.ts";
import { stageOrder } from "../execution/stage_graph.ts";
import type { StageOutputs } from "../stages/stage_handler.ts";
import { planBake } from "./plan_bake.ts";
import { changeLines, timeLine } from "./plan_changes.ts";
import { planDeploy, planRollbackStage } from "./plan_deploy.ts";
import { planGroupStage } from "./plan_group_stage.ts";
import { PlannedGroups } from "./planned_groups.ts";
import type { PlanWorld } from "./plan_world.ts";
import type { PlanScope, StagePlan } from "./stage_plan.ts";
import { conditionWords, leastMsOf, longestChainMs, plainStageWords } from "./stage_words.ts";

/**
 * Says step by step what a pipeline would do, what would be different afterwards, and why it would be refused.
 *
 * It follows the stages in order over the groups that are there, as if all went well; the steps of a deploy are
 * those that the stage itself would make. It acts on nothing.
 *
 * @throws {NetopsError} CONFIG_INVALID when the stages cannot be ordered
 */
export async function planPipeline(spec: PipelineSpec, world: PlanWorld): Promise<PlanDocument> {
  const stages = stageOrder(spec.stages);
  const { platform } = world;
  const groups = platform === undefined ? undefined : new PlannedGroups(spec.app, platform);
  const given = parametersOf(spec, world);
  const plans: StagePlan[] = [];
  const outputs: Record<string, StageOutputs> = {};
  for (const stage of stages) {
    const scope = { app: spec.app, world, groups, outputs: { ...outputs } };
    const plan = await planStage(filledIn(stage, { ...given, outputs }), scope);
    plans.push(plan);
    if (plan.outputs !== undefined) outputs[stage.name] = plan.outputs;
  }
  const leastMs = new Map(stages.map(({ name }, at) => [name, plans[at]?.leastMs ?? 0]));
  const changes = platform === undefined || groups === undefined
    ? ["no platform runs here, so that only what is written is known"]
    : changeLines(platform.groups, groups, platform);
  return {
    ...{ schema: "netops.deploy.plan/v1", app: spec.app, pipeline: spec.name },
    stages: stages.map(({ name, type, needs, onFailure, ...stage }, at) => ({
      ...{ name, type, needs, onFailure },
      steps: [...conditionWords(stage), ...plans[at]?.steps ?? []],
    })),
    changes: [...conditionWords(spec), ...changes, ...timeLine(longestChainMs(stages, leastMs))],
    refusals: [
      ...appRefusals(spec, world),
      ...given.refusals,
      ...plans.flatMap(({ refusals = [] }) => refusals),
    ],
  };
}

interface Given {
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly refusals: readonly string[];
}

function parametersOf({ parameters }: PipelineSpec, world: PlanWorld): Given {
  try {
    return { parameters: fillParameters(parameters, world.parameters), refusals: [] };
  } catch (error) {
    const { message, fix = "" } = toNetopsError(error);
    return { parameters: world.parameters, refusals: [`${message}; ${fix}`] };
  }
}

/** Puts values in the place of references as far as they are known before anything ran. */
function filledIn(
  stage: StageSpec,
  { parameters, outputs }: Pick<Given, "parameters"> & {
    readonly outputs: Readonly<Record<string, StageOutputs>>;
  },
): StageSpec {
  return mapReferences(stage, (reference) => {
    if ("parameter" in reference) {
      const { parameter } = reference;
      return Object.hasOwn(parameters, parameter) ? parameters[parameter] : reference;
    }
    const [name = "", field = ""] = reference.output.split(".");
    return outputs[name]?.[field] ?? reference;
  });
}

async function planStage(stage: StageSpec, scope: PlanScope): Promise<StagePlan> {
  switch (stage.type) {
    case "bake":
      return planBake(stage, scope);
    case "deploy":
      return await planDeploy(stage, scope);
    case "rollback":
      return await planRollbackStage(stage, scope);
    case "resize":
    case "enable":
    case "disable":
    case "destroy":
      return await planGroupStage(stage, scope);
    default:
      return { steps: plainStageWords(stage) ?? [], leastMs: leastMsOf(stage) };
  }
}

function appRefusals(
  { app, concurrency }: PipelineSpec,
  { platform }: PlanWorld,
): readonly string[] {
  if (platform === undefined) return [];
  const found = platform.apps.find((one) => one.app === app);
  if (found === undefined) {
    const own = platform.apps.filter(({ tier }) => tier === "service").map((one) => one.app);
    return [`there is no application "${app}"; there are: ${own.join(", ") || "none of yours"}`];
  }
  const { running } = platform;
  return [
    ...(found.tier === "service" ? [] : [`${app} is a part of netops itself`]),
    ...(running !== undefined && concurrency === "reject"
      ? [`${running} of ${app} runs; wait for it with --queue, or end it with --replace`]
      : []),
  ];
}
