import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { findRunning } from "../deploy/find_execution.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PAUSE_OPTIONS } from "../tree/deploy_run_commands.ts";

/** Lets a paused deploy go on. */
export async function run(
  { args: { deploy = "" }, options: { dryRun } }: ParsedCommand<typeof PAUSE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const api = ConductorApi.of(context);
  const view = await findRunning(api, deploy);
  return await sendWish(
    {
      ...{ view, dryRun, wish: { wish: "resume", by: whoAsks(context.env) } },
      words: `resume ${view.id} of ${view.app}`,
    },
    api,
    context,
  );
}
