import { NetopsError } from "@netops/core";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { carryOutDeploy, tellRefusal } from "../deploy/carry_out_deploy.ts";
import { ignoredOptions, strategyOf } from "../deploy/deploy_pipeline.ts";
import { isPipelineFile } from "../deploy/pipeline_file.ts";
import { readParameters } from "../deploy/read_parameters.ts";
import { readRelease, refuseOddOptions } from "../deploy/read_release.ts";
import { refuseUnshippable } from "../deploy/refuse_unshippable.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_RUN_OPTIONS } from "../tree/deploy_run_commands.ts";

type Parsed = ParsedCommand<typeof DEPLOY_RUN_OPTIONS>;

/** Ships a new version of an app, or runs a pipeline, and follows it to its verdict. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { args: { what = "" }, options } = parsed;
  refuseBoth(options);
  refuseOddOptions(parsed);
  const live = requireRun(context);
  // Who names what cannot be shipped needs no folder first.
  if (!isPipelineFile(what)) await refuse({ app: what, name: "deploy" }, live, context);
  const pipeline = await readRelease(parsed, live.run, context);
  if (isPipelineFile(what)) await refuse(pipeline, live, context);
  const parameters = readParameters(options.param);
  for (const option of ignoredOptions({ options })) {
    context.print.say(`note: ${option} means nothing to ${strategyOf({ options })}`);
  }
  const wanted = options.queue ? "queue" : options.replace ? "replace" : undefined;
  const concurrency = wanted === undefined ? {} : { concurrency: wanted } as const;
  if (options.dryRun) {
    const planned = { ...pipeline, ...concurrency };
    return await showDeployPlan({ pipeline: planned, parameters }, live, context);
  }
  return await carryOutDeploy(
    {
      ...{ pipeline, parameters, aim: "promote", ...concurrency },
      ...{ isDetached: options.detach, isAgreed: options.yes },
    },
    live,
    context,
  );
}

async function refuse(
  pipeline: Pick<PipelineSpecInput, "app" | "name">,
  live: LiveRun,
  context: CommandContext,
): Promise<void> {
  try {
    await refuseUnshippable(pipeline.app, live);
  } catch (thrown) {
    tellRefusal(thrown, { pipeline, by: whoAsks(context.env) }, context);
    throw thrown;
  }
}

function refuseBoth({ queue, replace }: Parsed["options"]): void {
  if (!queue || !replace) return;
  throw new NetopsError("USAGE", "Cannot both wait for the deploy that runs and replace it", {
    fix: "give --queue or --replace",
  });
}
