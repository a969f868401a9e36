import { type HttpHandler, NetopsError, problemResponse } from "@netops/core";
import { createHostGuard, type ServiceContext, type ServiceParts } from "@netops/core/service";
import { createRegistryHandler } from "./app.ts";
import { FaultyAnswers } from "./faulty_answers.ts";
import { readProfile } from "./profile.ts";
import { Registry } from "./registry.ts";
import { ResponseCache } from "./response_cache.ts";
import { createSnapshotFile, SnapshotKeeper } from "./store.ts";
import { createMetricsCopy, publishChange, publishRound } from "./telemetry.ts";
import { WatchHub } from "./watch_hub.ts";

const METRICS_INTERVAL_MS = 1_000;

/** Puts the registry process together: restores the last snapshot, then serves, evicts and keeps. */
export async function buildRegistry(context: ServiceContext): Promise<ServiceParts> {
  const { boot, events, logger, metrics, signal, tracer } = context;
  const { clock, timer } = context.host;
  const registry = new Registry(clock, readProfile(boot.config));
  const file = createSnapshotFile(boot.dataDir);
  const keeping = { registry, file, runId: boot.runId, timer, logger };
  const restored = await SnapshotKeeper.restore(keeping);
  if (restored > 0) logger.log("info", "registry restored its last snapshot", { restored });
  const keeper = new SnapshotKeeper(keeping);
  const watch = new WatchHub(registry, timer);
  registry.onChange((change) => publishChange({ events, tracer }, change));
  const copyMetrics = createMetricsCopy(metrics, registry, watch);
  copyMetrics();
  const stops = [
    timer.every(registry.profile.evictionIntervalMs, () => publishRound(events, registry.tick())),
    timer.every(METRICS_INTERVAL_MS, copyMetrics),
  ];
  // Streams never end by themselves: they must be gone before the listener can drain.
  signal.addEventListener("abort", () => watch.close(), { once: true });
  const app = { registry, cache: new ResponseCache(registry, clock), watch, clock, timer };
  const faults = new FaultyAnswers(app, context.faults.points);
  return {
    // The whole onion costs a third of a fetch: the guard is what must not be left out.
    handler: guarded(
      createRegistryHandler({ ...app, faults }),
      createHostGuard({ hostname: boot.host, port: boot.port }),
    ),
    bare: true,
    register: false,
    stop: async () => {
      for (const stop of stops) stop();
      await keeper.close();
    },
  };
}

/** Refuses a foreign Host or Origin before anything looks at the path. */
function guarded(handler: HttpHandler, guard: ReturnType<typeof createHostGuard>): HttpHandler {
  return (request, peer) => {
    const refusal = guard(request.headers);
    if (refusal === undefined) return handler(request, peer);
    const what = refusal === "foreign-host" ? "Host" : "Origin";
    return problemResponse(
      new NetopsError("FORBIDDEN", `Cannot answer a request with a foreign ${what}`),
      { connection: "close" },
    );
  };
}
