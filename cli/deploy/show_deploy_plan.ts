import type { PipelineSpecInput, PlanDocument } from "@netops/core/contracts";
import { type CommandContext, httpOf, type LiveRun } from "../command_context.ts";
import { deployIntentLines, type GroupNow, stageIntent } from "../views/deploy_intent_lines.ts";
import { ConductorApi } from "./conductor_api.ts";
import { isOver } from "./execution_facts.ts";

/** Prints what would be done, and does nothing. */
export async function showDeployPlan(
  pipeline: PipelineSpecInput,
  live: LiveRun,
  context: CommandContext,
): Promise<number> {
  const { globals, print } = context;
  const api = new ConductorApi(live, httpOf(context));
  const [groups, executions] = await Promise.all([
    live.fleet.groups(pipeline.app),
    api.list({ app: pipeline.app, limit: MOST_LOOKED_AT }),
  ]);
  const running = executions.find((view) => !isOver(view));
  const refusals = running === undefined
    ? []
    : [`${running.id} of ${pipeline.app} runs; wait for it with --queue, or end it with --replace`];
  if (print.machine) {
    const document = planOf(pipeline, groups, refusals);
    if (globals.json) print.document(document);
    else print.jsonLine(document);
    return 0;
  }
  print.line("would");
  const { isTerminal, size } = print.streams.out;
  const columns = isTerminal ? size().columns : Infinity;
  const lines = deployIntentLines(pipeline, groups, { paint: print.paint, columns });
  for (const line of lines) print.line(line);
  for (const refusal of refusals) print.line(`would be refused now: ${refusal}`);
  return 0;
}

const MOST_LOOKED_AT = 20;

function planOf(
  { app, name, stages }: PipelineSpecInput,
  groups: readonly GroupNow[],
  refusals: readonly string[],
): PlanDocument {
  const serving = groups.filter(({ shareRatio }) => shareRatio > 0).map((group) => group.name);
  return {
    ...{ schema: "netops.deploy.plan/v1", app, pipeline: name },
    stages: stages.map((stage) => ({
      ...{ name: stage.name, type: stage.type, needs: stage.needs ?? [] },
      onFailure: stage.onFailure ?? "halt",
      steps: stageIntent(stage).map(([, text]) => text),
    })),
    changes: [`${serving.join(", ") || "nothing"} serves now`],
    refusals,
  };
}
