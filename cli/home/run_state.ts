import { NetopsError } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { RunFile } from "@netops/core/contracts";

/** What runs in a home: nothing, a fleet that lives, or one that died without cleaning. */
export type RunState =
  | { readonly kind: "none" }
  | { readonly kind: "alive"; readonly run: RunFile }
  | { readonly kind: "dead"; readonly run: RunFile };

/** Looks whether the fleet of this home lives; a pid that another process took does not count. */
export function readRunState(home: string, processes: Host["processes"]): RunState {
  const text = readIfThere(`${home}/run.json`);
  if (text === undefined) return { kind: "none" };
  const run = parseRunFile(text);
  const mark = processes.startMark(run.pid);
  return { kind: mark !== undefined && mark === run.startMark ? "alive" : "dead", run };
}

/**
 * Reads `run.json`; fleet wrote it, so only its shape is checked.
 *
 * @throws {NetopsError} CONFIG_INVALID when it is not one.
 */
export function parseRunFile(text: string): RunFile {
  try {
    const run = JSON.parse(text) as RunFile;
    if (run.schema === "netops.run/v1" && run.pid > 1 && run.fleetUrl.startsWith("http")) {
      return run;
    }
  } catch {
    // Not JSON, or without a needed field: the error below says so.
  }
  throw new NetopsError("CONFIG_INVALID", "Cannot read run.json of this home", {
    fix: "netops down --force",
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot read ${path}`, { cause: error });
  }
}
