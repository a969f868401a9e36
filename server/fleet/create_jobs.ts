import type { FleetBoot, JobView } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { JobBoard } from "./job_board.ts";
import type { FleetStore } from "./store.ts";
import type { Supervisor } from "./supervisor.ts";
import type { ProcessGuard } from "./supervisor_options.ts";
import type { Timeline } from "./timeline.ts";

/** What jobs work with. */
export interface JobParts {
  readonly supervisor: Supervisor;
  readonly guard: ProcessGuard;
  readonly timeline: Timeline;
  readonly store: FleetStore;
}

/** Makes the board of the jobs of a run; what it starts is on the time line and in the store. */
export function createJobs(
  options: { readonly host: Host; readonly boot: FleetBoot },
  parts: JobParts,
): JobBoard {
  const { host, boot } = options;
  const { clock, timer, spawner } = host;
  return new JobBoard({
    ...{ spawner, clock, timer, guard: parts.guard, rng: host.createRng(`${boot.seed}/jobs`) },
    env: (id, own) => ({
      ...boot.baseEnv,
      ...own,
      NETOPS_HOME: boot.home,
      NETOPS_RUN_ID: boot.runId,
      NETOPS_INSTANCE: id,
    }),
    recall: (key) => {
      const text = parts.store.jobOfKey(key);
      return text === undefined ? undefined : JSON.parse(text) as JobView;
    },
    isTaken: (id) => parts.store.hasJob(id),
    onChange: (view) => {
      parts.timeline.record({
        kind: `job.${view.status}`,
        subject: view.id,
        actor: "fleet",
        data: { name: view.name, exitCode: view.exitCode },
      });
      parts.store.saveJob(view.id, JSON.stringify(view));
    },
  }, (id, pid) => parts.supervisor.sweep(id, pid));
}
