import type { Host } from "@netops/core/host";
import { hasLeftovers } from "../home/clean_home.ts";
import { readRunState } from "../home/run_state.ts";
import type { Check } from "./check.ts";

/** What a start needs at least; more than the buffer of a file system, so that a full disk shows. */
const PROBE_BYTES = 65_536;

/** Whether a home can be used and is clean: it runs, or nothing of a crashed run is left. */
export function homeChecks(
  home: string | undefined,
  host: Pick<Host, "processes">,
): readonly Check[] {
  if (home === undefined) return [{ name: "home", level: "ok", detail: "none here yet" }];
  const trouble = writeTrouble(home);
  if (trouble !== undefined) {
    const detail = `${home}: ${trouble}`;
    return [{ name: "home", level: "warn", detail, fix: "netops up --home DIR, writable" }];
  }
  const state = readRunState(home, host.processes);
  if (state.kind === "alive") {
    return [{ name: "home", level: "ok", detail: `${home}: run ${state.run.runId} is running` }];
  }
  if (state.kind === "dead" || hasLeftovers(home)) {
    const detail = `${home}: a run crashed and left something`;
    return [{ name: "leftovers", level: "warn", detail, fix: "netops down" }];
  }
  return [{ name: "home", level: "ok", detail: `${home}: nothing runs, nothing is left over` }];
}

/** Why nothing can be written into a home; one that is not there yet is made by `up`. */
function writeTrouble(home: string): string | undefined {
  const probe = `${home}/.probe-doctor-${Deno.pid}`;
  try {
    if (!Deno.statSync(home).isDirectory) return "is not a folder";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? undefined : whyNot(error);
  }
  try {
    Deno.writeFileSync(probe, new Uint8Array(PROBE_BYTES));
    return undefined;
  } catch (error) {
    return whyNot(error);
  } finally {
    removeIfThere(probe);
  }
}

function whyNot(error: unknown): string {
  return `cannot be written: ${error instanceof Error ? error.message : String(error)}`;
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
