import { NetopsError } from "@netops/core";
import type { Host } from "@netops/core/host";
import { endGroups, type GroupEntry } from "../keeper/end_groups.ts";
import { readGroupJournal } from "./group_journal.ts";
import { type HomePaths, homePaths, removeIfThere, takeLock } from "./home.ts";

/** What cleaning a home came to. */
export interface CleanOutcome {
  /** How many process groups a dead run had left behind. */
  readonly ended: number;
  /** Pids that could not be ended. */
  readonly left: readonly number[];
}

/** How to clean. */
export interface CleanOptions {
  /** How long SIGTERM may take before SIGKILL follows. */
  readonly graceMs: number;
  /** End fleet itself, too, though it lives (`down --force`). */
  readonly fleet?: GroupEntry;
}

/**
 * Ends what a run that was killed left in a home: process groups of its journal, strays that carry
 * its run id, its run file. Safe to call when there is nothing.
 */
export async function cleanHome(
  home: string,
  host: Host,
  options: CleanOptions,
): Promise<CleanOutcome> {
  const paths = homePaths(home);
  if (options.fleet !== undefined) await endFleet(options.fleet, host, options);
  // Whoever holds the lock now is another fleet, alive: nothing of it is a leftover.
  const lock = options.fleet === undefined ? takeLock(paths) : await takeLockSoon(paths, host);
  try {
    return await cleanPaths(paths, host, options);
  } finally {
    lock?.close();
  }
}

const LOCK_WAIT_MS = 3_000;
const LOCK_POLL_MS = 25;

/**
 * Takes the lock of a fleet that was just killed: its main thread is gone before its last one is, and
 * the kernel frees the lock with the last.
 */
async function takeLockSoon(
  paths: HomePaths,
  { clock, timer }: Host,
): Promise<{ close(): void } | undefined> {
  const untilMs = clock.monotonicMs() + LOCK_WAIT_MS;
  for (;;) {
    try {
      return takeLock(paths);
    } catch (thrown) {
      const isHeld = thrown instanceof NetopsError && thrown.code === "ALREADY_RUNNING";
      if (!isHeld || clock.monotonicMs() >= untilMs) throw thrown;
      await timer.sleep(LOCK_POLL_MS);
    }
  }
}

async function endFleet(fleet: GroupEntry, host: Host, options: CleanOptions): Promise<void> {
  const { processes, clock, timer } = host;
  await endGroups([fleet], { processes, clock, timer, graceMs: options.graceMs, runId: "" });
}

async function cleanPaths(
  paths: HomePaths,
  host: Host,
  options: CleanOptions,
): Promise<CleanOutcome> {
  const journal = readGroupJournal(paths.journal);
  let outcome: CleanOutcome = { ended: 0, left: [] };
  if (journal !== undefined) {
    const { processes, clock, timer } = host;
    const { groups } = journal;
    const living = groups.filter((group) => processes.groupMembers(group.pid).length > 0).length;
    const strays = processes.withEnvironment("NETOPS_RUN_ID", journal.runId).length;
    const { graceMs } = options;
    const left = await endGroups(groups, {
      processes,
      clock,
      timer,
      graceMs,
      runId: journal.runId,
    });
    outcome = { ended: Math.max(living, strays), left };
  }
  removeIfThere(paths.run);
  // What could not be ended is tried again the next time.
  if (outcome.left.length === 0) removeIfThere(paths.journal);
  return outcome;
}
