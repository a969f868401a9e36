import { NetopsError } from "@netops/core";
import { askK6Version, buildK6, keptK6, linkK6, PINNED_K6 } from "@netops/load";
import { type CommandContext, homeOf } from "../command_context.ts";
import { searchK6 } from "../load/find_engine.ts";
import type { ParsedCommand } from "../spec.ts";
import type { LOAD_INSTALL_OPTIONS } from "../tree/load_commands.ts";

/** Gets the pinned k6, or says how it is to be had here. */
export async function run(
  { options }: ParsedCommand<typeof LOAD_INSTALL_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { host, env, cwd, print, globals, stop } = context;
  const cacheDir = env["XDG_CACHE_HOME"] ?? `${env["HOME"] ?? "/tmp"}/.cache`;
  const kept = host.findProgram(keptK6(cacheDir), env["PATH"] ?? "", cwd);
  if (options.dryRun) {
    const home = homeOf(context);
    const link = home === undefined ? "" : `, and link it as ${home}/bin/k6`;
    print.line(
      (kept === undefined ? `would build k6 ${PINNED_K6} with Go` : `${kept} is there`) + link,
    );
    return 0;
  }
  const path = kept ?? await build(cacheDir, context);
  stop.signal.throwIfAborted();
  const { version } = await askK6Version(path, { programs: host.createProgramRunner(), env });
  const home = homeOf(context);
  if (home !== undefined) await linkK6(path, home);
  if (globals.json) print.document({ schema: "netops.load.install/v1", path, version });
  else print.line(`k6 ${version} is at ${path}; next: netops load run${otherWins(path, context)}`);
  return 0;
}

/** What is named or on the way stands before what was installed: nobody is to wonder why it is not used. */
function otherWins(path: string, context: CommandContext): string {
  const search = searchK6(undefined, context);
  const isOther = search.kind === "named-missing" ||
    search.kind === "found" && (search.by === "NETOPS_K6" || search.by === "PATH") &&
      search.path !== path;
  return isOther ? ` --k6 ${path}, as ${search.by} names another one` : "";
}

async function build(cacheDir: string, context: CommandContext): Promise<string> {
  const { host, env, cwd, print, stop } = context;
  const goPath = host.findProgram("go", `${env["PATH"] ?? ""}:/usr/local/go/bin`, cwd);
  if (goPath === undefined) {
    throw new NetopsError("SPAWN_FAILED", `Cannot build k6 ${PINNED_K6}, as Go is not here`, {
      fix: howTo(host.os),
    });
  }
  print.say(`building k6 ${PINNED_K6} with ${goPath}; this takes a minute or two`);
  const programs = host.createProgramRunner();
  return await buildK6(goPath, { programs, env, cacheDir, signal: stop.signal });
}

/** Source: https://grafana.com/docs/k6/latest/set-up/install-k6 */
function howTo(os: string): string {
  const get = os === "darwin"
    ? "brew install k6"
    : "get k6 from https://grafana.com/docs/k6/latest/set-up/install-k6";
  return `${get}, or install Go (https://go.dev/dl) and run netops load install again`;
}
