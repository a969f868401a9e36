import type { HttpClient } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import { readConductorConfig } from "./conductor_config.ts";
import { limitedHttp } from "./limited_http.ts";

/** Telemetry and the guardian answer within this. */
const ANSWER_MS = 10_000;

/** Scales the apps that have a plan; loads nothing where none has, and answers what ends it. */
export async function openScalingDesk(
  { boot, host, logger, events }: ServiceContext,
  { http, fleet, fence }: {
    readonly http: HttpClient;
    readonly fleet: Pick<FleetClient, "instances">;
    readonly fence: number;
  },
): Promise<() => void> {
  const { scaling } = readConductorConfig(boot.config);
  if (Object.keys(scaling).length === 0) return () => undefined;
  const { openScaling } = await import("../scaling/open_scaling.ts");
  const { createFleetPlatform } = await import("./fleet_platform.ts");
  const { queryTelemetry } = await import("./query_telemetry.ts");
  const { fleetUrl, token, telemetryUrl } = boot;
  const { timer, clock } = host;
  const limited = limitedHttp(http, timer, ANSWER_MS);
  const board = openScaling(scaling, {
    ...{ http: limited, token, clock, timer, events, logger },
    platform: createFleetPlatform({ fleetUrl, token, http, timer, fence: () => fence }),
    query: (promql) => queryTelemetry(promql, { http: limited, telemetryUrl }),
    instances: () => fleet.instances(),
  });
  return () => board.close();
}
