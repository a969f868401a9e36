import { NetopsError } from "@netops/core";
import type { Host } from "@netops/core/host";

const GRACE_MS = 1_000;

/** Fleet, when it lives and shall be ended with the rest. */
export interface FleetMark {
  readonly pid: number;
  readonly startMark: string;
}

/**
 * Ends what a run that did not end by itself left in this home, and removes its run file; answers
 * how many processes that were.
 *
 * @throws {NetopsError} UNDO_FAILED when a process cannot be ended.
 */
export async function cleanCrashedRun(
  home: string,
  host: Host,
  options: { readonly fleet?: FleetMark } = {},
): Promise<number> {
  const { fleet } = options;
  // Loaded late: only the ways out of a run need it.
  const { cleanHome } = await import("@netops/server");
  const graceMs = fleet === undefined ? GRACE_MS : 0;
  const { ended, left } = await cleanHome(home, host, {
    graceMs,
    ...(fleet === undefined ? {} : { fleet }),
  });
  if (left.length === 0) return ended;
  throw new NetopsError("UNDO_FAILED", `Cannot end the processes ${left.join(", ")}`, {
    fix: `kill -9 ${left.join(" ")}`,
    details: { left },
  });
}

/** Whether a run that did not end by itself left something in this home. */
export function hasLeftovers(home: string): boolean {
  return ["run.json", "groups.jsonl"].some((name) => {
    try {
      return Deno.statSync(`${home}/${name}`).size > 0;
    } catch {
      return false;
    }
  });
}
