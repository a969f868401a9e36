import type { Timer } from "@netops/core";
import type { FleetParts } from "./parts.ts";

/** How to stop. */
export interface StopOptions {
  /** In one step, within 3 s: the owner is gone and nobody waits for a graceful end. */
  readonly atOnce: boolean;
  readonly timer: Timer;
}

const AT_ONCE_CAP_MS = 2_500;

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
  if (options.atOnce) supervisor.stopCapMs = AT_ONCE_CAP_MS;
  const early = new Set(ORDER.flat());
  const appOf = (group: string) => supervisor.world.groups.get(group)?.manifest.app ?? "";
  if (!options.atOnce) {
    await supervisor.stopWhere((m) => ORDER[0]!.includes(appOf(m.group)), "the platform stops");
    await Promise.all([
      supervisor.stopWhere((m) => !early.has(appOf(m.group)), "the platform stops"),
      jobs.close(),
    ]);
  }
  await Promise.all([supervisor.stopWhere(() => true, "the platform stops"), jobs.close()]);
  supervisor.close();
  await keeper.close();
  logs.close();
  store.close();
  return [...supervisor.world.members.keys()];
}
