import type { HttpClient } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import type { MetricSource } from "../ports/metric_source.ts";
import { loadStageHandler } from "../stages/stage_handlers.ts";
import type { Conductor } from "./conductor.ts";
import { createFleetPlatform } from "./fleet_platform.ts";
import { limitedHttp } from "./limited_http.ts";
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

const ANSWER_MS = 30_000;

/** Puts together what stages work with: fleet, telemetry, the guardian and the conductor itself. */
export function openStageWorld(context: ServiceContext, parts: StageWorldParts): StageWorld {
  const { boot, host } = context;
  const { fleetUrl, token, telemetryUrl, seed } = boot;
  const { timer, clock } = host;
  const { http, fleet, conductor, fence } = parts;
  const limited = limitedHttp(http, timer, ANSWER_MS);
  const metrics: MetricSource = {
    // The judge's queries come with the first look.
    read: async (config, window) => {
      const { createMetricSource } = await import("../metrics/metric_source.ts");
      const source = createMetricSource({ http: limited, clock, timer, telemetryUrl });
      return await source.read(config, window);
    },
  };
  return {
    platform: createFleetPlatform({ fleetUrl, token, http, timer, fence: () => fence }),
    metrics,
    probe: {} as StageWorld["probe"],
    rngOf: (words) => host.createRng(`${seed}/${words}`),
    servicesOf: createStageServices({
      ...{ http: limited, token, telemetryUrl, conductor },
      instances: () => fleet.instances(),
      findProgram: () => undefined,
    }),
    handlerOf: loadStageHandler,
    opensAtMs: (_window, nowMs) => nowMs,
  };
}
