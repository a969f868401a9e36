import { changeOca } from "../change_oca.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CHANGE_OPTIONS } from "../tree/change_commands.ts";

/** Puts an OCA back into service. */
export async function run(
  parsed: ParsedCommand<typeof CHANGE_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { id = "" } = parsed.args;
  const { dryRun } = parsed.options;
  return await changeOca({ oca: id, verb: "undrain", dryRun, force: false }, context);
}
