import type { CommandContext } from "../command_context.ts";
import { changeOca } from "../change_oca.ts";
import type { ParsedCommand } from "../spec.ts";
import type { DRAIN_OPTIONS } from "../tree/stream_commands.ts";

/** Takes an OCA out of service: who plays from it may go on, nobody new is sent there. */
export async function run(
  parsed: ParsedCommand<typeof DRAIN_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { dryRun, force } = parsed.options;
  const { id = "" } = parsed.args;
  return await changeOca({ oca: id, verb: "drain", dryRun, force }, context);
}
