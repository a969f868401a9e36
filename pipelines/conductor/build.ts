import { type HttpClient, NetopsError } from "@netops/core";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import { openDatabase, type ServiceContext, type ServiceParts } from "@netops/core/service";
import { createConductorApp } from "./app.ts";
import { catchUpEvents } from "./catch_up_events.ts";
import { Conductor } from "./conductor.ts";
import { ExecutionMetrics } from "./execution_metrics.ts";
import { limitedHttp } from "./limited_http.ts";
import { LookStore } from "./look_store.ts";
import { openNoticeDesk, openTriggerDesk } from "./open_desks.ts";
import { openScalingDesk } from "./open_scaling_desk.ts";
import { PipelineStore } from "./pipeline_store.ts";
import { SlotBook } from "./slots.ts";
import type { StageWorld } from "./stage_world.ts";
import { ExecutionStore } from "./store.ts";
import { Torture } from "./torture.ts";

/** Fleet answers within this, or it hangs. */
const ANSWER_MS = 15_000;

/** Executions whose last words an earlier conductor may not have got out. */
const RECENT = 20;

/** Puts the conductor together, and goes on with what an earlier one left. */
export async function buildConductor(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, events } = context;
  const { clock, timer, randomHex } = host;
  const kv = await openDatabase(context);
  const torture = new Torture();
  const store = await ExecutionStore.open({ kv, clock, watch: torture });
  const pipelines = new PipelineStore(kv);
  const http = host.createHttpClient();
  const fleet = createFleetClient({
    ...{ fleetUrl: boot.fleetUrl, token: boot.token },
    http: limitedHttp(http, timer, ANSWER_MS),
  });
  let world: Promise<StageWorld> | undefined;
  const openWorld = () =>
    world ??= importWorld(context, { http, fleet, conductor, fence: store.generation });
  const notices = openNoticeDesk(context, { store, http, openWorld });
  const conductor: Conductor = new Conductor({
    ...{ store, clock, timer, logger, events, notices, pipelines, randomHex, openWorld },
    metrics: new ExecutionMetrics(context.metrics),
    runId: boot.runId,
    slots: new SlotBook(store),
    looks: new LookStore(kv),
    requireApp: (app) => requireApp(fleet, app),
    onSuperseded: () => {
      logger.log("error", `Another conductor has begun after ${store.generation}: this one ends`);
      host.exit(1);
    },
  });
  const left = (await store.history({ limit: RECENT })).map(({ record }) => record)
    .filter(({ runId }) => runId === boot.runId);
  await conductor.adopt();
  void catchUpEvents({ store, fleet, events, logger, left });
  const triggers = openTriggerDesk(context, { kv, pipelines, conductor });
  void triggers.refresh();
  const endScaling = await openScalingDesk(context, { http, fleet, fence: store.generation });
  const app = createConductorApp({
    ...{ conductor, pipelines, torture, token: boot.token, logger, timer },
    onPipelines: () => void triggers.refresh(),
  });
  return {
    handler: (request) => app.fetch(request),
    stop: async () => {
      endScaling();
      await triggers.close();
      conductor.close();
      http.close();
      kv.close();
    },
  };
}

/** What stages work with is loaded with the first of them: a conductor that waits needs none of it. */
async function importWorld(
  context: ServiceContext,
  parts: {
    readonly http: HttpClient;
    readonly fleet: FleetClient;
    readonly conductor: Conductor;
    readonly fence: number;
  },
): Promise<StageWorld> {
  const { openStageWorld } = await import("./open_stage_world.ts");
  return openStageWorld(context, parts);
}

/** Only what fleet runs, or ran, can be delivered to. */
async function requireApp(fleet: FleetClient, app: string): Promise<void> {
  const { apps } = await fleet.status();
  if (apps.some((one) => one.app === app)) return;
  const names = apps.map((one) => one.app).join(", ");
  throw new NetopsError(
    "NOT_FOUND",
    `Cannot deliver to ${app}, which is not there; apps: ${names}`,
    { fix: "netops status" },
  );
}
