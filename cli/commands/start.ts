import { changeApp } from "../change_app.ts";
import { checkService } from "../check_service.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Starts an application that was stopped. */
export function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { app = "" } = parsed.args;
  const { fleet } = requireRun(context);
  const apply = () => fleet.changeApp(app, "start");
  const check = () => checkService(app, fleet);
  const { dryRun } = parsed.options;
  return changeApp({ app, words: `start ${app}`, dryRun, check, apply }, context);
}
