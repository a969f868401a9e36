import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";

/** Prints the JSON schema of `netops.yaml`. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  { print }: CommandContext,
): Promise<number> {
  const { configJsonSchema } = await import("../config/mod.ts");
  print.line(JSON.stringify(configJsonSchema(), null, 2));
  return 0;
}
