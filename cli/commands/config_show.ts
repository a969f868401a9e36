import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CONFIG_SHOW_OPTIONS } from "../tree/setup_commands.ts";

/** Prints the configuration as it works, and with `--origin` where each value is set. */
export async function run(
  parsed: ParsedCommand<typeof CONFIG_SHOW_OPTIONS>,
  { cwd, env, globals, print }: CommandContext,
): Promise<number> {
  const { formatOrigins, loadConfig } = await import("../config/mod.ts");
  const { file, origin } = parsed.options;
  const config = await loadConfig({
    cwd,
    environment: env,
    ...(file === undefined ? {} : { file }),
  });
  if (globals.json) {
    const { origins, ...shown } = config;
    print.document({ schema: "netops.config/v1", ...shown, ...(origin ? { origins } : {}) });
    return 0;
  }
  print.say(`# ${config.file ?? "no netops.yaml here or above: what counts without one"}`);
  if (origin) print.line(formatOrigins(config.origins).trimEnd());
  else for (const { key, value } of config.origins) print.line(`${key}: ${JSON.stringify(value)}`);
  return 0;
}
