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

/** The order of an ordinary stop: first who takes traffic in, then all others but those below. */
const FIRST: readonly string[] = ["gateway", "web"];

/** What others still need while they stop: one after the other, and fleet and keeper after them. */
const LAST: readonly (readonly string[])[] = [["events", "origin"], ["registry", "kv"], [
  "telemetry",
]];

/**
 * Ends every process group of the run and closes what fleet holds.
 *
 * Answers what is left: ids of instances that could not be ended (an uninterruptible process).
 */
export async function stopEverything(parts: FleetParts, options: StopOptions): Promise<string[]> {
  const { supervisor, jobs, faults, keeper, logs, store } = parts;
  supervisor.freeze();
  await faults.endAll();
  if (options.atOnce) hurryStop(parts);
  if (!options.atOnce) await stopInOrder(parts);
  const all = Promise.all([supervisor.stopWhere(() => true, "the platform stops"), jobs.close()]);
  await Promise.race([all, options.timer.sleep(longestStopMs(parts) + UNENDING_MS)]);
  supervisor.close();
  await keeper.close();
  logs.close();
  store.close();
  return [...supervisor.world.members.keys()];
}

async function stopInOrder({ supervisor, jobs }: FleetParts): Promise<void> {
  const late = LAST.flat();
  const appOf = (member: Member) => supervisor.groupOf(member)?.manifest.app ?? "";
  const stop = (select: (app: string) => boolean) =>
    supervisor.stopWhere((member) => select(appOf(member)), "the platform stops");
  await stop((app) => FIRST.includes(app));
  await Promise.all([stop((app) => !FIRST.includes(app) && !late.includes(app)), jobs.close()]);
  for (const apps of LAST) await stop((app) => apps.includes(app));
}
