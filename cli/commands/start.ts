import { changeApp } from "../change_app.ts";
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
  return changeApp({ app, words: `start ${app}`, dryRun: parsed.options.dryRun, apply }, context);
}
