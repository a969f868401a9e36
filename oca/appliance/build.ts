import { TitleKeys } from "@netops/core";
import { faultyHttpClient } from "@netops/core/faults";
import {
  openPlatformCalls,
  type PlatformCalls,
  type ServiceContext,
  type ServiceParts,
} from "@netops/core/service";
import { createOcaAdmin } from "./admin.ts";
import { createOcaApp } from "./app.ts";
import { Appliance } from "./appliance.ts";
import { ByteBudget } from "./byte_budget.ts";
import { Filler } from "./filler.ts";
import { FillSources } from "./fill_source.ts";
import { HotSet } from "./hot_set.ts";
import { Inventory } from "./inventory.ts";
import { Library } from "./library.ts";
import { completeConfig, type OcaConfig } from "./oca_config.ts";
import { ObjectLoader } from "./object_loader.ts";
import { ObjectStore } from "./object_store.ts";
import { RenderedManifests } from "./rendered_manifests.ts";
import { Reporter } from "./reporter.ts";
import { createRequestGuard } from "./request_guard.ts";
import { createFillRoute } from "./serve_fill.ts";
import { SessionTable } from "./session_table.ts";
import { Traffic } from "./traffic.ts";

/** Builds an OCA over `boot.dataDir`: what is whole on the disk is served at once. */
export async function buildOca(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, metrics, logger, events } = context;
  const { points } = context.faults;
  // What a faulty disk gave must not be served when the fault has ended.
  const mayKeep = () => !points.isActive("store-read");
  const config = completeConfig(boot.config);
  const store = new ObjectStore(boot.dataDir, points);
  const inventory = new Inventory();
  const hot = new HotSet(config.hotBytes);
  const sessions = new SessionTable();
  const traffic = new Traffic(metrics);
  const { removeAfterMs } = config;
  const library = new Library({
    ...{ oca: boot.instanceId, store, inventory, hot, logger, events, removeAfterMs },
  });
  await library.takeOver();
  const calls = openPlatformCalls(context);
  const appliance = new Appliance({
    ...{ context, config, inventory, library, hot, sessions, traffic },
  });
  const hands = createHands(context, { config, store, inventory, calls, appliance });
  const end = appliance.start(hands);
  const forget = calls.discovery.onChange((apps) => {
    if (apps.includes("cachecontrol")) hands.reporter.soon();
  });
  const serveFill = createFillRoute({
    ...{ token: boot.token, inventory, store },
    bytes: metrics.counter("oca_fill_served_bytes_total", "Bytes given to peers"),
  });
  const handler = createOcaApp({
    life: context.host.randomHex(4),
    ...{ clock: host.clock, inventory, store, sessions, traffic, serveFill },
    guard: createRequestGuard(boot),
    keys: new TitleKeys(boot.token),
    loader: new ObjectLoader(hot, store, mayKeep),
    manifests: createManifests(context, mayKeep),
    drainReason: () => appliance.drainReason,
    cmsdDynamic: () => appliance.cmsdDynamic,
    onBroken: (file, thrown) => {
      logger.log("error", "Cannot read an object", { path: file.path, reason: String(thrown) });
      library.dropObject(file.sha256).then(() => hands.reporter.soon(), (failed) => {
        logger.log("error", "Cannot drop an object", { reason: String(failed) });
      });
    },
  });
  return {
    handler,
    adminHandler: createOcaAdmin({ token: boot.token, inventory, sessions, serveFill }),
    bare: true,
    isHealthy: () => appliance.isHealthy(),
    stop: () => {
      forget();
      end();
      calls.close();
      hands.close();
      return Promise.resolve();
    },
  };
}

function createManifests({ boot }: ServiceContext, mayKeep: () => boolean): RenderedManifests {
  return new RenderedManifests({
    ...{ oca: boot.instanceId, gatewayUrl: boot.gatewayUrl, mayKeep },
    url: `http://${boot.host}:${boot.port}`,
  });
}

interface Surroundings {
  readonly config: OcaConfig;
  readonly store: ObjectStore;
  readonly inventory: Inventory;
  readonly calls: PlatformCalls;
  readonly appliance: Appliance;
}

function createHands(
  context: ServiceContext,
  { config, store, inventory, calls, appliance }: Surroundings,
) {
  const { boot, host, metrics, logger, events, signal } = context;
  const { clock, timer } = host;
  const { points } = context.faults;
  const http = host.createHttpClient();
  const { token } = boot;
  const reporter = new Reporter({
    ...{ timer, clock, logger, token, signal },
    http: faultyHttpClient(http, { points, point: "cachecontrol" }),
    rng: host.createRng(`${boot.seed}/${boot.instanceId}/reports`),
    listeners: () => calls.discovery.up("cachecontrol"),
    report: () => appliance.report(),
    onOrders: () => appliance.followOrders(),
  });
  const filler = new Filler({
    ...{ oca: boot.instanceId, store, inventory, clock, timer, logger, events, signal },
    diskBytes: config.diskBytes,
    sources: new FillSources({
      ...{ timer, token, signal },
      http: faultyHttpClient(http, { points, point: "objects" }),
    }),
    budget: new ByteBudget(config.fillBps),
    bytes: metrics.counter("oca_fill_bytes_total", "Bytes filled, by kind of source"),
    corrupt: metrics.counter("oca_fill_corrupt_total", "Answers of sources with wrong bytes"),
    onFilled: () => reporter.soon(),
  });
  return { reporter, filler, close: () => http.close() };
}
