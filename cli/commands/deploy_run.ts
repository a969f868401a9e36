import { NetopsError } from "@netops/core";
import { type CommandContext, requireRun } from "../command_context.ts";
import { carryOutDeploy } from "../deploy/carry_out_deploy.ts";
import { ignoredOptions, strategyOf } from "../deploy/deploy_pipeline.ts";
import { readParameters } from "../deploy/read_parameters.ts";
import { readRelease, refuseOddOptions } from "../deploy/read_release.ts";
import { refuseUnshippable } from "../deploy/refuse_unshippable.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_RUN_OPTIONS } from "../tree/deploy_run_commands.ts";

type Parsed = ParsedCommand<typeof DEPLOY_RUN_OPTIONS>;

/** Ships a new version of an app, or runs a pipeline, and follows it to its verdict. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { args: { what = "" }, options } = parsed;
  refuseBoth(options);
  refuseOddOptions(parsed);
  const live = requireRun(context);
  const pipeline = await readRelease(parsed, live.run, context);
  await refuseUnshippable(pipeline.app, live);
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
      unasked: `netops deploy run ${what} --yes`,
    },
    live,
    context,
  );
}

function refuseBoth({ queue, replace }: Parsed["options"]): void {
  if (!queue || !replace) return;
  throw new NetopsError("USAGE", "Cannot both wait for the deploy that runs and replace it", {
    fix: "give --queue or --replace",
  });
}
