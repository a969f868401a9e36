import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { INIT_OPTIONS } from "../tree/setup_commands.ts";

/** Writes a `netops.yaml` for the working folder, by looking. */
export async function run(
  parsed: ParsedCommand<typeof INIT_OPTIONS>,
  { cwd, globals, print }: CommandContext,
): Promise<number> {
  const { initConfig } = await import("../config/mod.ts");
  const { force, dryRun } = parsed.options;
  const result = await initConfig({ dir: cwd, force, dryRun });
  if (globals.json) {
    print.document({ schema: "netops.init/v1", dryRun, ...result });
    return 0;
  }
  for (const line of result.saw) print.say(line);
  if (dryRun) print.line(result.text.trimEnd());
  else {
    print.line(result.file);
    print.say(`next: ${result.next}`);
  }
  return 0;
}
