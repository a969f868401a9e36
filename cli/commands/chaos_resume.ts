import { ChaosApi } from "../chaos/chaos_api.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";

/** Takes faults again. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const status = await ChaosApi.of(context).resume();
  if (context.globals.json) context.print.document(status);
  else context.print.line("faults are taken again");
  return 0;
}
