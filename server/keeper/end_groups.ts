import type { Clock, Processes, Timer } from "@netops/core";

/** A process group by its leader. */
export interface GroupEntry {
  readonly pid: number;
  readonly startMark: string;
}

/** What ending works with. */
export interface EndGroupsOptions {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly timer: Timer;
  /** How long SIGTERM may take before SIGKILL follows. */
  readonly graceMs: number;
  /** Finds processes that left their group, by the run that is in their environment; "" for none. */
  readonly runId: string;
}

const POLL_MS = 25;

/**
 * Ends process groups and every stray child of the run: SIGTERM and SIGCONT first, so that paused
 * ones hear it too, SIGKILL when `graceMs` are over. Answers the pids that are still alive.
 *
 * A leader whose pid was recycled (another start mark) is left alone.
 */
export async function endGroups(
  entries: readonly GroupEntry[],
  options: EndGroupsOptions,
): Promise<number[]> {
  const { processes, clock, timer, graceMs } = options;
  const own = entries.filter((entry) => isOurs(entry, processes));
  signalAll(own, options, "SIGTERM");
  signalAll(own, options, "SIGCONT");
  const startedMs = clock.monotonicMs();
  while (alive(own, options).length > 0 && clock.monotonicMs() - startedMs < graceMs) {
    await timer.sleep(POLL_MS);
  }
  for (let round = 0; round < 20 && alive(own, options).length > 0; round++) {
    signalAll(own, options, "SIGKILL");
    await timer.sleep(POLL_MS);
  }
  return alive(own, options);
}

function isOurs(entry: GroupEntry, processes: Processes): boolean {
  const mark = processes.startMark(entry.pid);
  // Without a leader the group may still have members; its number is not given away while it has.
  return mark === undefined || mark === entry.startMark;
}

function strays(options: EndGroupsOptions): number[] {
  if (options.runId === "") return [];
  return options.processes.withEnvironment("NETOPS_RUN_ID", options.runId);
}

function alive(entries: readonly GroupEntry[], options: EndGroupsOptions): number[] {
  const members = entries.flatMap((entry) => options.processes.groupMembers(entry.pid));
  return [...new Set([...members, ...strays(options)])];
}

function signalAll(
  entries: readonly GroupEntry[],
  options: EndGroupsOptions,
  name: "SIGTERM" | "SIGCONT" | "SIGKILL",
): void {
  for (const entry of entries) options.processes.signalGroup(entry.pid, name);
  for (const pid of strays(options)) options.processes.signal(pid, name);
}
