import type { FleetBoot } from "@netops/core/contracts";
import { type Daemon, type Host, spawnDaemon } from "@netops/core/host";
import { fleetCommand } from "@netops/server";
import { join } from "./home/paths.ts";

/** The log file of fleet itself. */
export function fleetLogPath(home: string): string {
  return join(home, "logs/fleet.log");
}

/** Starts fleet in a session of its own and hands it the plan by pipe. */
export async function startFleet(
  boot: FleetBoot,
  host: Host,
  env: Readonly<Record<string, string>>,
): Promise<Daemon> {
  const daemon = spawnDaemon({
    command: fleetCommand(host.denoPath),
    dir: boot.home,
    env: {
      ...env,
      NETOPS_HOME: boot.home,
      NETOPS_RUN_ID: boot.runId,
      DENO_NO_UPDATE_CHECK: "1",
    },
    logFile: fleetLogPath(boot.home),
  }, host.processes);
  await daemon.write(`${JSON.stringify(boot)}\n`);
  return daemon;
}
