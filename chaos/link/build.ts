import { printMetrics, type ServiceContext, type ServiceParts } from "@netops/core/service";
import { createLinkApp } from "./app.ts";
import { HeldBytes } from "./held_bytes.ts";
import { readLinkConfig } from "./link_config.ts";
import { createLinkMetrics } from "./link_metrics.ts";
import type { LinkWorld } from "./link_world.ts";
import { Proxies } from "./proxies.ts";
import { createSeats } from "./seats.ts";
import { createWake } from "./wake.ts";

/** Puts link together from `boot.config`, see {@linkcode readLinkConfig}. */
export function buildLink({ boot, host, logger, metrics }: ServiceContext): Promise<ServiceParts> {
  const config = readLinkConfig(boot.config);
  const { tcp, clock, timer } = host;
  const world: LinkWorld = {
    ...{ tcp, clock, timer, wake: createWake(timer), ...createSeats(config.mostConnections) },
    createRng: host.createRng,
    rng: host.createRng(config.seed ?? boot.seed),
    held: new HeldBytes({
      limitBytes: config.mostHeldBytes,
      mostInChainBytes: 2 * config.bufferBytes,
    }),
    bufferBytes: config.bufferBytes,
    mostDurationMs: config.mostToxicMs,
  };
  const proxies = new Proxies(world);
  createLinkMetrics(metrics, () => proxies.list);
  const app = createLinkApp({
    ...{ proxies, clock, logger },
    createRequestId: () => host.randomHex(10),
    printMetrics: (headers) => printMetrics(metrics, headers, { clock }),
  });
  return Promise.resolve({
    handler: (request) => app.fetch(request),
    closeListeners: () => proxies.close(),
  });
}
