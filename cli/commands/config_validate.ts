import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { CONFIG_OPTIONS } from "../tree/setup_commands.ts";

/** Checks `netops.yaml`: exit 0 when it is valid, else 2 with the place of each mistake. */
export async function run(
  parsed: ParsedCommand<typeof CONFIG_OPTIONS>,
  { cwd, env, globals, print }: CommandContext,
): Promise<number> {
  const { loadConfig } = await import("../config/mod.ts");
  const file = parsed.args.file ?? parsed.options.file;
  const config = await loadConfig({
    cwd,
    width: print.talkWidth,
    environment: env,
    ...(file === undefined ? {} : { file }),
  });
  if (config.file === undefined) {
    throw new NetopsError("CONFIG_INVALID", "Cannot find a netops.yaml here or above", {
      fix: "name one, or write one: netops init",
    });
  }
  const services = config.manifests.map((manifest) => manifest.app);
  if (globals.json) {
    print.document({ schema: "netops.validate/v1", valid: true, file: config.file, services });
  } else print.line(`${config.file} is valid: ${countServices(services)}`);
  return 0;
}

function countServices(names: readonly string[]): string {
  if (names.length === 0) return "no services";
  return `${names.length} ${names.length === 1 ? "service" : "services"} (${names.join(", ")})`;
}
