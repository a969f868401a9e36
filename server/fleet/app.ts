import type { Context, Hono } from "hono";
import { NetopsError } from "@netops/core";
import type { JobFollowLine, LogLine, RouteSnapshot, TimelineEvent } from "@netops/core/contracts";
import { createApp, hasToken } from "@netops/core/service";
import type { Fleet } from "./fleet.ts";
import { addFaults } from "./fault_routes.ts";
import { addGroups } from "./group_routes.ts";
import { STOP_GRACE_MS } from "./job_board.ts";
import { readBody } from "./read_body.ts";
import { streamResponse } from "./stream_response.ts";
import { isOfKind } from "./timeline.ts";

/** A job that was told to end is killed after this long, whatever it still puts back. */
const LONGEST_GRACE_MS = 600_000;

/** Makes fleet's HTTP skin: every route of docs/architecture.md. */
export function createFleetApp(fleet: Fleet): Hono {
  const app = createApp(fleet.logger);
  app.get("/healthz", (c) => c.json({ status: "UP", runId: fleet.runId }));
  app.get("/metrics", (c) => fleet.scrape(c.req.raw.headers));
  app.use("/v1/*", async (c, next) => {
    if (!hasToken(c.req.raw.headers, fleet.token)) {
      throw new NetopsError("UNAUTHENTICATED", "Cannot answer without the token of this run", {
        fix: "send the token of run.json as: Authorization: Bearer <token>",
      });
    }
    await next();
  });
  addViews(app, fleet);
  addEvents(app, fleet);
  addLogs(app, fleet);
  addChanges(app, fleet);
  addRoutes(app, fleet);
  addJobs(app, fleet);
  addFaults(app, fleet);
  addGroups(app, fleet.delivery);
  app.post("/v1/shutdown", (c) => {
    fleet.requestStop("asked to stop");
    return c.json({ stopping: true }, 202);
  });
  return app;
}

function addViews(app: Hono, fleet: Fleet): void {
  app.get("/v1/status", (c) => c.json(fleet.status()));
  app.get("/v1/instances", (c) => c.json(fleet.instances()));
  app.get("/v1/boot", (c) => c.json(fleet.bootReport()));
}

function addEvents(app: Hono, fleet: Fleet): void {
  const query = (c: Context) => ({
    afterSeq: numberOf(c, "afterSeq", 0),
    kinds: (c.req.query("kind") ?? "").split(",").filter((kind) => kind !== ""),
    limit: Math.min(numberOf(c, "limit", 1_000), 10_000),
  });
  app.get(
    "/v1/events",
    (c) => c.json({ schema: "netops.events/v1", events: fleet.timeline.read(query(c)) }),
  );
  app.get("/v1/events/stream", (c) => {
    const wanted = query(c);
    return streamResponse<TimelineEvent>({
      format: "sse",
      timer: fleet.timer,
      start(send) {
        for (const event of fleet.timeline.read(wanted)) send(event);
        return fleet.timeline.watch((event) => void (isOfKind(event, wanted.kinds) && send(event)));
      },
    });
  });
  app.post("/v1/events", async (c) => {
    const { EventBatch } = await import("@netops/core/contracts");
    return c.json({ taken: fleet.timeline.take(await readBody(c, EventBatch)) });
  });
}

function addLogs(app: Hono, fleet: Fleet): void {
  const select = (c: Context) => {
    const name = c.req.query("app");
    const instance = c.req.query("instance");
    return { ...(name ? { app: name } : {}), ...(instance ? { instance } : {}) };
  };
  app.get(
    "/v1/logs",
    (c) => c.json({ lines: fleet.logs.tail(select(c), Math.min(numberOf(c, "tail", 100), 1_000)) }),
  );
  app.get("/v1/logs/stream", (c) => {
    const { app: name, instance } = select(c);
    return streamResponse<LogLine>({
      format: "sse",
      timer: fleet.timer,
      start: (send) =>
        fleet.logs.watch((line) => {
          const wanted = (name === undefined || line.app === name) &&
            (instance === undefined || line.instance === instance);
          if (wanted) send(line);
        }),
    });
  });
}

function addChanges(app: Hono, fleet: Fleet): void {
  app.get("/v1/changes", (c) => c.json({ apps: fleet.apps.busyApps }));
  app.post("/v1/apps/:app/scale", async (c) => {
    const { ScaleRequest } = await import("@netops/core/contracts");
    const { replicas } = await readBody(c, ScaleRequest);
    return c.json(fleet.apps.scale(c.req.param("app"), replicas));
  });
  app.post("/v1/apps/:app/start", (c) => c.json(fleet.apps.start(c.req.param("app"))));
  app.post("/v1/apps/:app/stop", (c) => c.json(fleet.apps.stop(c.req.param("app"))));
  app.post(
    "/v1/apps/:app/restart",
    async (c) => c.json(await fleet.apps.restart(c.req.param("app"))),
  );
  app.post("/v1/apps/:app/roll", async (c) => c.json(await fleet.apps.roll(c.req.param("app"))));
  app.post(
    "/v1/instances/:id/restart",
    (c) => c.json(fleet.apps.restartInstance(c.req.param("id"))),
  );
}

function addRoutes(app: Hono, fleet: Fleet): void {
  const { routes } = fleet;
  app.get("/v1/routes", (c) => c.json(routes.snapshot));
  app.get("/v1/routes/stream", () =>
    streamResponse<RouteSnapshot>({
      format: "sse",
      timer: fleet.timer,
      start(send) {
        send(routes.snapshot);
        return routes.watch(send);
      },
    }));
  app.put("/v1/routes", async (c) => {
    const { RouteSwitch } = await import("@netops/core/contracts");
    const request = await readBody(c, RouteSwitch);
    fleet.delivery.fence.admit(c.req.raw.headers);
    return c.json(fleet.delivery.switchRoute(request));
  });
  app.get(
    "/v1/routes/settled",
    (c) => c.json(fleet.delivery.settling.settled(numberOf(c, "epoch", routes.snapshot.epoch))),
  );
  app.post("/v1/routes/ack", async (c) => {
    const { RouteAck } = await import("@netops/core/contracts");
    const { consumer, epoch } = await readBody(c, RouteAck);
    routes.acknowledge(consumer, epoch);
    return c.json({ epoch: routes.snapshot.epoch });
  });
}

function addJobs(app: Hono, fleet: Fleet): void {
  const { jobs, delivery: { fence } } = fleet;
  app.post("/v1/jobs", async (c) => {
    const { JobRequest } = await import("@netops/core/contracts");
    const request = await readBody(c, JobRequest);
    fence.admit(c.req.raw.headers);
    const isKnown = jobs.isKnown(request.key);
    return c.json(await jobs.start(request), isKnown ? 200 : 201);
  });
  app.get("/v1/jobs", (c) => c.json({ jobs: jobs.list() }));
  app.get("/v1/jobs/:id", (c) => c.json(jobs.get(c.req.param("id"))));
  app.delete("/v1/jobs/:id", (c) => {
    fence.admit(c.req.raw.headers);
    const graceMs = Math.min(numberOf(c, "graceMs", STOP_GRACE_MS), LONGEST_GRACE_MS);
    return c.json(jobs.stop(c.req.param("id"), graceMs));
  });
  app.get("/v1/jobs/:id/follow", (c) => {
    const id = jobs.get(c.req.param("id")).id;
    return streamResponse<JobFollowLine>({
      format: "jsonl",
      timer: fleet.timer,
      start: (send, end) =>
        jobs.follow(id, (line) => {
          send(line);
          if (line.type === "end") end();
        }),
    });
  });
}

function numberOf(c: Context, name: string, options: number): number {
  const text = c.req.query(name);
  if (text === undefined) return options;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new NetopsError("REQUEST_INVALID", `Cannot read ${name}="${text}" as a whole number`);
}
