import type { JobView } from "@netops/core/contracts";

/** Jobs of experiments are called so, followed by the id of the run. */
const PREFIX = "experiment-";

/**
 * Longest that a run which was told to end may still take, in ms: its rollbacks and the undo of its faults come
 * then, and each of them is bounded by itself.
 */
export const RUN_GRACE_MS = 240_000;

/** The name of the job that carries a run out. */
export function runJobName(runId: string): string {
  return `${PREFIX}${runId}`;
}

/** The runs that go on, each with its job, by id. */
export function goingRuns(jobs: readonly JobView[]): ReadonlyMap<string, JobView> {
  const going = jobs.filter(({ name, pid }) => name.startsWith(PREFIX) && pid !== undefined);
  return new Map(going.map((job) => [job.name.slice(PREFIX.length), job]));
}
