import { NetopsError } from "@netops/core";
import { dirname, resolve } from "node:path";
import type { CommandContext } from "../command_context.ts";
import { loadScript } from "../load/load_script.ts";
import type { ParsedCommand } from "../spec.ts";
import type { LOAD_INIT_OPTIONS } from "../tree/load_commands.ts";

type Parsed = ParsedCommand<typeof LOAD_INIT_OPTIONS>;

/** Writes a k6 script for a service of the user's. */
export function run({ args, options }: Parsed, context: CommandContext): Promise<number> {
  const { cwd, print, globals } = context;
  const { app = "" } = args;
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(app)) {
    throw new NetopsError("USAGE", `Cannot use "${app}" as the name of a service`, {
      fix: "netops ps lists them",
    });
  }
  const { path = `/${app}/`, force } = options;
  if (!path.startsWith("/")) {
    throw new NetopsError("USAGE", `Cannot use --path "${path}": it does not begin with /`, {
      fix: `--path /${app}/`,
    });
  }
  const file = args["file"] ?? `load/${app}.ts`;
  const target = resolve(cwd, file);
  try {
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeTextFileSync(target, loadScript(app, { path, file }), { createNew: !force });
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      throw new NetopsError("CONFLICT", `Cannot write ${file} as it is there already`, {
        fix: `netops load init ${app} --force, or name another file`,
      });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot write ${file}: ${why}`, { cause });
  }
  if (globals.json) print.document({ schema: "netops.load.init/v1", app, file: target });
  else print.line(`wrote ${file}; next: netops load run ${file}`);
  return Promise.resolve(0);
}
