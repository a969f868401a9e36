import type { CommandContext } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { findRunning } from "../deploy/find_execution.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PAUSE_OPTIONS } from "../tree/deploy_run_commands.ts";

/** Keeps a deploy from starting anything new. */
export async function run(
  { args: { deploy = "" }, options: { dryRun } }: ParsedCommand<typeof PAUSE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const api = ConductorApi.of(context);
  const view = await findRunning(api, deploy);
  return await sendWish(
    {
      ...{ view, dryRun, wish: { wish: "pause", by: whoAsks(context.env) } },
      words: `pause ${view.id} of ${view.app}`,
    },
    api,
    context,
  );
}
