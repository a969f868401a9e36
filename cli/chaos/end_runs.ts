import {
  experimentDocument,
  goingRuns,
  type KeptRun,
  RUN_GRACE_MS,
  RunStore,
} from "@netops/chaos/runner";
import type { JobView } from "@netops/core/contracts";
import type { CommandContext, LiveRun } from "../command_context.ts";

/** A run that was told to end. */
export interface EndedRun {
  readonly id: string;
  /** With `ending` its rollbacks, or the undo of its faults, go on. */
  readonly state: "over" | "ending";
  readonly verdict?: string;
  readonly undone?: boolean;
  readonly exitCode?: number;
}

/** What runs that were told to end are waited for. */
const WAIT_MS = 1_800;
const LOOK_MS = 40;

/** Runs of experiments that go on, each with its job, by id. */
export async function runsThatGoOn({ fleet }: LiveRun): Promise<ReadonlyMap<string, JobView>> {
  return goingRuns(await fleet.jobs());
}

/**
 * Ends runs as Ctrl-C would, and answers what they came to: each plays its rollbacks and undoes its faults.
 *
 * Resolves when all of them are over, or after 1.8 s at the latest: what takes longer goes on.
 */
export async function endRuns(
  runs: ReadonlyMap<string, JobView>,
  { fleet, home }: LiveRun,
  { host: { clock, timer } }: CommandContext,
): Promise<readonly EndedRun[]> {
  const endMs = clock.monotonicMs() + WAIT_MS;
  const tellings = [...runs.values()].map(({ id }) => fleet.stopJob(id, { graceMs: RUN_GRACE_MS }));
  const told = await Promise.allSettled(tellings);
  const failure = told.find((one) => one.status === "rejected");
  let going = new Set(runs.keys());
  while (going.size > 0 && clock.monotonicMs() < endMs) {
    await timer.sleep(LOOK_MS);
    const now = goingRuns(await fleet.jobs());
    going = new Set([...going].filter((id) => now.has(id)));
  }
  if (failure !== undefined && going.size > 0) throw failure.reason;
  const store = new RunStore(home);
  return [...runs.keys()].map((id) => endedRun(store.read(id), going.has(id)));
}

function endedRun({ order: { id }, finished }: KeptRun, isGoing: boolean): EndedRun {
  if (isGoing || finished === undefined) return { id, state: isGoing ? "ending" : "over" };
  const { verdict, undone, exitCode } = experimentDocument(finished);
  return { id, state: "over", verdict, undone, exitCode };
}
