import type { Processes } from "@netops/core";

/** What sweeping looks at. */
export interface SweepOptions {
  readonly processes: Pick<Processes, "signal" | "signalGroup" | "withEnvironment">;
  readonly runId: string;
}

/** Ends what is left of a dead instance: the rest of its group, and children that left the group. */
export function sweep(id: string, groupId: number, { processes, runId }: SweepOptions): void {
  processes.signalGroup(groupId, "SIGKILL");
  const strays = processes.withEnvironment("NETOPS_INSTANCE", id);
  if (strays.length === 0) return;
  // Individuals have the same ids in every platform of this machine.
  const ours = new Set(processes.withEnvironment("NETOPS_RUN_ID", runId));
  for (const pid of strays) if (ours.has(pid)) processes.signal(pid, "SIGKILL");
}
