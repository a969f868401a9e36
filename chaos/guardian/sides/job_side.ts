import type { JobRequest, JobView } from "@netops/core/contracts";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import { type FaultSide, GONE, type PartSight } from "./fault_side.ts";
import type { SideWire } from "./side_wire.ts";

/** The variable in the environment of a process that a fault runs beside an instance. */
export const FAULT_VARIABLE = "NETOPS_FAULT";

/** What the job side works with. */
export interface JobSideOptions {
  readonly wire: SideWire;
  readonly fleetUrl: string;
  /** Follows a job until it ends: a job that nobody follows is ended by fleet, so the guardian's death ends it. */
  follow(jobId: string): void;
}

/** Processes beside an instance, which fleet runs and ends. */
export class JobSide implements FaultSide {
  readonly #options: JobSideOptions;

  /** Runs jobs at a fleet. */
  constructor(options: JobSideOptions) {
    this.#options = options;
  }

  async inject(fault: FaultRecord, { target, part }: FaultPartRecord, remainingMs: number) {
    if (part.side !== "job") return;
    const body: JobRequest = {
      ...{ name: jobName(fault.id, target.id), command: [...part.command], dir: "/" },
      // Whoever has to undo without fleet finds the processes by this.
      env: { [FAULT_VARIABLE]: fault.id },
      ...{ deadlineMs: Math.max(1, Math.ceil(remainingMs)), detached: false },
    };
    const url = `${this.#options.fleetUrl}/v1/jobs`;
    const { id } = await this.#options.wire.ask<JobView>({ method: "POST", url, body });
    this.#options.follow(id);
  }

  /** Following is the lease. */
  renew(): Promise<void> {
    return Promise.resolve();
  }

  async undo(fault: FaultRecord, part: FaultPartRecord): Promise<void> {
    for (const { id, status } of await this.#jobs(fault, part)) {
      if (status !== "running") continue;
      const url = `${this.#options.fleetUrl}/v1/jobs/${id}`;
      await this.#options.wire.ask({ method: "DELETE", url });
    }
  }

  async look(fault: FaultRecord, part: FaultPartRecord): Promise<PartSight> {
    const running = (await this.#jobs(fault, part)).filter(({ pid }) => pid !== undefined);
    if (running.length === 0) return GONE;
    const isHeld = running.some(({ status }) => status === "running");
    return { isHeld, isLeft: !isHeld, hits: running.length };
  }

  async #jobs(fault: FaultRecord, { target }: FaultPartRecord): Promise<JobView[]> {
    const url = `${this.#options.fleetUrl}/v1/jobs`;
    const { jobs } = await this.#options.wire.ask<{ jobs: JobView[] }>({ method: "GET", url });
    return jobs.filter(({ name }) => name === jobName(fault.id, target.id));
  }
}

/** The same for the same fault and instance, so that a job is found after a crash. */
function jobName(fault: string, instance: string): string {
  return `${fault}-${instance.slice(-28)}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-").slice(
    0,
    41,
  );
}
