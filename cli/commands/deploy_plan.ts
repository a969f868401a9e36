import { dirname } from "node:path";
import { type CommandContext, homeOf, isRunAlive, requireRun } from "../command_context.ts";
import { readParameters } from "../deploy/read_parameters.ts";
import { readRelease, refuseOddOptions } from "../deploy/read_release.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_PLAN_OPTIONS } from "../tree/deploy_lint_commands.ts";

/** Says step by step what a deploy would do, with a platform that runs or without one. */
export async function run(
  parsed: ParsedCommand<typeof DEPLOY_PLAN_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  refuseOddOptions(parsed);
  const live = isRunAlive(context) ? requireRun(context) : undefined;
  const pipeline = await readRelease(parsed, live?.run ?? projectOf(context), context);
  const parameters = readParameters(parsed.options.param);
  return await showDeployPlan({ pipeline, parameters }, live, context);
}

/** Where `netops.yaml` most likely is: beside the home, or here. */
function projectOf(context: CommandContext): { readonly projectDir: string } {
  const home = homeOf(context);
  return { projectDir: home === undefined ? context.cwd : dirname(home) };
}
