import type { HttpClient } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import type { MetricSource } from "../ports/metric_source.ts";
import { loadStageHandler } from "../stages/stage_handlers.ts";
import { opensAtMs } from "../windows/time_window.ts";
import type { Conductor } from "./conductor.ts";
import { readConductorConfig } from "./conductor_config.ts";
import { createFleetPlatform } from "./fleet_platform.ts";
import { HttpReleaseProbe } from "./http_release_probe.ts";
import { limitedHttp } from "./limited_http.ts";
import { localHttp } from "./local_http.ts";
import { createStageServices } from "./stage_services.ts";
import type { StageWorld } from "./stage_world.ts";

/** What the world of stages is made of. */
export interface StageWorldParts {
  readonly http: HttpClient;
  readonly fleet: FleetClient;
  readonly conductor: Conductor;
  /** What fleet knows this conductor by. */
  readonly fence: number;
}

/** What is neither fleet nor ours answers within this. */
const ANSWER_MS = 30_000;

/** Puts together what stages work with: fleet, telemetry, the guardian and the conductor itself. */
export function openStageWorld(context: ServiceContext, parts: StageWorldParts): StageWorld {
  const { boot, host } = context;
  const { fleetUrl, token, telemetryUrl, gatewayUrl, seed } = boot;
  const { timer, clock } = host;
  const { http, fleet, conductor, fence } = parts;
  const { programs } = readConductorConfig(boot.config);
  const limited = limitedHttp(localHttp(http), timer, ANSWER_MS);
  return {
    platform: createFleetPlatform({ fleetUrl, token, http, timer, fence: () => fence }),
    metrics: lazyMetrics({ http: limited, clock, timer, telemetryUrl }),
    probe: new HttpReleaseProbe({ gatewayUrl, http, clock, timer, id: host.randomHex(4) }),
    rngOf: (words) => host.createRng(`${seed}/${words}`),
    servicesOf: createStageServices({
      ...{ http: limited, token, telemetryUrl, gatewayUrl, conductor },
      instances: () => fleet.instances(),
      findProgram: (name) => programs[name],
    }),
    handlerOf: loadStageHandler,
    opensAtMs,
  };
}

/** The judge's queries are loaded with the first look. */
function lazyMetrics(
  options: Parameters<typeof import("../metrics/metric_source.ts").createMetricSource>[0],
): MetricSource {
  return {
    read: async (config, window) => {
      const { createMetricSource } = await import("../metrics/metric_source.ts");
      return await createMetricSource(options).read(config, window);
    },
  };
}
