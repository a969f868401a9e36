import { changeApp } from "../change_app.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Stops an application and keeps it stopped. */
export function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { app = "" } = parsed.args;
  const { fleet } = requireRun(context);
  const apply = () => fleet.changeApp(app, "stop");
  return changeApp({ app, words: `stop ${app}`, dryRun: parsed.options.dryRun, apply }, context);
}
