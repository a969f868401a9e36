import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { findRunning } from "../deploy/find_execution.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PROMOTE_OPTIONS } from "../tree/deploy_run_commands.ts";

/** Asks a deploy to go on with its next share, or to its end. */
export async function run(
  { args: { deploy = "" }, options: { full, dryRun } }: ParsedCommand<typeof PROMOTE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const api = ConductorApi.of(context);
  const view = await findRunning(api, deploy);
  const where = full ? "to all requests, without another look" : "to the next share";
  return await sendWish(
    {
      ...{ view, dryRun, wish: { wish: "promote", by: whoAsks(context.env), full } },
      words: `promote ${view.id} of ${view.app} ${where}`,
    },
    api,
    context,
  );
}
