import type { JobView } from "@netops/core/contracts";

/** The job entry of a load, from the root of netops; its argument is the path of the order. */
export const LOAD_ENTRY = "load/runner/main.ts";

/** How long a load that was told to end may take to stop its engine, judge and write, in ms. */
export const LOAD_GRACE_MS = 20_000;

/** Jobs of loads are called so, followed by the id of the load. */
const PREFIX = "load-";

/** The name of the job that carries a load out. */
export function loadJobName(loadId: string): string {
  return `${PREFIX}${loadId}`;
}

/** The loads that go on, each with its job, by id. */
export function goingLoads(jobs: readonly JobView[]): ReadonlyMap<string, JobView> {
  const going = jobs.filter(({ name, pid }) => name.startsWith(PREFIX) && pid !== undefined);
  return new Map(going.map((job) => [job.name.slice(PREFIX.length), job]));
}
