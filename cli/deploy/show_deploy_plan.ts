import type { PipelineSpecInput } from "@netops/core/contracts";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { deployPlanLines } from "../views/deploy_plan_lines.ts";

/** What is planned. */
export interface PlanOrder {
  readonly pipeline: PipelineSpecInput;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Prints what would be done, and does nothing; without a run only what is written is known. */
export async function showDeployPlan(
  { pipeline, parameters = {} }: PlanOrder,
  live: LiveRun | undefined,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  // They bring zod and the strategies.
  const [{ PipelineSpec }, { planPipeline }] = await Promise.all([
    import("@netops/core/contracts"),
    import("@netops/pipelines"),
  ]);
  const platform = live === undefined ? undefined : await sightOf(pipeline, live, context);
  const plan = await planPipeline(PipelineSpec.parse(pipeline), {
    parameters,
    ...(platform === undefined ? {} : { platform }),
  });
  if (globals.json) print.document(plan);
  else if (print.machine) print.jsonLine(plan);
  else for (const line of deployPlanLines(plan, { paint: print.paint })) print.line(line);
  return 0;
}

async function sightOf(pipeline: PipelineSpecInput, live: LiveRun, context: CommandContext) {
  const { planSight } = await import("./plan_sight.ts");
  return await planSight(pipeline, live, context);
}
