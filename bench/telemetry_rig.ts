import type { PsInstance } from "@netops/core/contracts";
import { freePort, type RunningService } from "../tests/harness/start_service.ts";
import { type RunningTelemetry, startTelemetry } from "../tests/harness/start_telemetry.ts";

/** The token of all processes of the bench. */
export const TOKEN = "bench-token-bench-token";

/** A telemetry process and the list of who is to be scraped. */
export interface TelemetryRig {
  readonly telemetry: RunningTelemetry;
  /** Adds a process to those that are scraped each second. */
  watch(service: RunningService): void;
  /** Adds what is at `adminUrl`/metrics to it. */
  watchUrl(id: string, adminUrl: string): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the real telemetry process, with a fleet that only lists what `watch` was told. */
export async function startTelemetryRig(): Promise<TelemetryRig> {
  const instances: PsInstance[] = [];
  const fleet = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => Response.json({ schema: "netops.ps/v1", instances }),
  );
  const telemetry = await startTelemetry({
    ...{ adminPort: freePort(), fleetUrl: `http://127.0.0.1:${fleet.addr.port}`, token: TOKEN },
  });
  return {
    telemetry,
    watch: (service) => void instances.push(rowOf(service)),
    watchUrl: (id, adminUrl) => {
      const where = { cluster: "bench", serverGroup: "bench-v000", version: "1", region: "local" };
      const process = { pid: 1, host: "127.0.0.1", port: 1, startedAtMs: 0, restarts: 0 };
      instances.push({ id, app: "bench", zone: "a", status: "UP", adminUrl, ...where, ...process });
    },
    [Symbol.asyncDispose]: async () => {
      await telemetry[Symbol.asyncDispose]();
      await fleet.shutdown();
    },
  };
}

function rowOf({ boot, pid }: RunningService): PsInstance {
  const { instanceId: id, app, cluster, serverGroup, version, region, zone, host, port } = boot;
  const where = { pid, host, port, adminUrl: `http://${host}:${boot.adminPort}` };
  const state = { status: "UP", startedAtMs: Date.now(), restarts: 0 } as const;
  return { id, app, cluster, serverGroup, version, region, zone, ...where, ...state };
}
