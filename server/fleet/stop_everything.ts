import type { Timer } from "@netops/core";
import type { Member } from "./model.ts";
import type { FleetParts } from "./parts.ts";

/** How to stop. */
export interface StopOptions {
  /** In one step, within 3 s: the owner is gone and nobody waits for a graceful end. */
  readonly atOnce: boolean;
  readonly timer: Timer;
}

const AT_ONCE_CAP_MS = 2_500;

/** A process that lives this long after SIGKILL cannot be ended by us: it is named, not waited for. */
const UNENDING_MS = 3_000;

/** Lets every stop that is under way end within 3 s: nobody waits for a graceful end any more. */
export function hurryStop({ supervisor }: FleetParts): void {
  supervisor.hurry(AT_ONCE_CAP_MS);
}

function longestStopMs({ supervisor }: FleetParts): number {
  const timeouts = supervisor.allGroups.map((group) => group.manifest.stopTimeoutMs);
  return Math.min(supervisor.stopCapMs, Math.max(3_000, ...timeouts));
}

/** The order of an ordinary stop: first who takes traffic in, last what others still need. */
const ORDER: readonly (readonly string[])[] = [["gateway", "web"], [], ["registry", "kv"]];

/**
 * Ends every process group of the run and closes what fleet holds.
 *
 * Answers what is left: ids of instances that could not be ended (an uninterruptible process).
 */
export async function stopEverything(parts: FleetParts, options: StopOptions): Promise<string[]> {
  const { supervisor, jobs, keeper, logs, store } = parts;
  supervisor.freeze();
  if (options.atOnce) hurryStop(parts);
  const early = new Set(ORDER.flat());
  const appOf = (member: Member) => supervisor.groupOf(member)?.manifest.app ?? "";
  if (!options.atOnce) {
    await supervisor.stopWhere((m) => ORDER[0]!.includes(appOf(m)), "the platform stops");
    await Promise.all([
      supervisor.stopWhere((m) => !early.has(appOf(m)), "the platform stops"),
      jobs.close(),
    ]);
  }
  const all = Promise.all([supervisor.stopWhere(() => true, "the platform stops"), jobs.close()]);
  await Promise.race([all, options.timer.sleep(longestStopMs(parts) + UNENDING_MS)]);
  supervisor.close();
  await keeper.close();
  logs.close();
  store.close();
  return [...supervisor.world.members.keys()];
}
