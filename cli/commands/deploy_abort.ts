import { type CommandContext, requireRun } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { endDeploy } from "../deploy/end_deploy.ts";
import { findRunning } from "../deploy/find_execution.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { watchDeploy } from "../deploy/watch_deploy.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { ABORT_OPTIONS } from "../tree/deploy_run_commands.ts";

/** Ends a deploy, and shows how what it did is taken back. */
export async function run(
  { args: { deploy = "" }, options }: ParsedCommand<typeof ABORT_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const live = requireRun(context);
  const api = ConductorApi.of(context, live);
  const view = await findRunning(api, deploy);
  const by = whoAsks(context.env);
  const { reason, dryRun, detach } = options;
  const wish = { wish: "abort", by, ...(reason === undefined ? {} : { reason }) } as const;
  const words = `abort ${view.id} of ${view.app} and take back what it did`;
  if (dryRun || detach) return await sendWish({ view, wish, words, dryRun }, api, context);
  await api.wish(view.id, wish);
  context.print.say(`asked to ${words}`);
  const end = await watchDeploy(view, { live, api, by, onStop: "leave" }, context);
  return endDeploy(end, "abort", context);
}
