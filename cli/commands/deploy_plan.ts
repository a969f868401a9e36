import { type CommandContext, requireRun } from "../command_context.ts";
import { readRelease, refuseOddOptions } from "../deploy/read_release.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DEPLOY_PLAN_OPTIONS } from "../tree/deploy_lint_commands.ts";

/** Says step by step what a deploy would do. */
export async function run(
  parsed: ParsedCommand<typeof DEPLOY_PLAN_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  refuseOddOptions(parsed);
  const live = requireRun(context);
  return await showDeployPlan(await readRelease(parsed, live.run, context), live, context);
}
