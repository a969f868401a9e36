import { createDiscovery, createFleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import {
  type DropCounter,
  PlatformTargetSource,
  type SampleSink,
  ScrapeLoop,
} from "./intake/mod.ts";

/** What is scraped, and how it is doing. */
export interface Scraping {
  readonly targets: PlatformTargetSource;
  readonly loop: ScrapeLoop;
  close(): void;
}

/** Scrapes every process of the run, and what else is registered, once a second. */
export function startScraping(
  context: ServiceContext,
  sink: SampleSink,
  onDrop: DropCounter,
): Scraping {
  const { boot, host, logger, signal } = context;
  const { clock, timer } = host;
  const http = host.createHttpClient({ maxIdlePerHost: 1 });
  const { registryUrl, fleetUrl, token } = boot;
  const rng = host.createRng(`${boot.seed}/${boot.instanceId}/discovery`);
  const discovery = createDiscovery({ registryUrl, http, timer, clock, logger, rng, signal });
  // It rejects only when the process stops before the registry was heard.
  discovery.ready.catch(() => undefined);
  const fleet = createFleetClient({ fleetUrl, token, http });
  const targets = new PlatformTargetSource({ fleet, discovery, timer, onDrop });
  const loop = new ScrapeLoop({ targets, sink, http, clock, timer, onDrop });
  const close = () => {
    loop.close();
    targets.close();
    discovery.close();
    http.close();
  };
  return { targets, loop, close };
}
