import type { Context, Hono } from "hono";
import { type Logger, NetopsError, type Timer } from "@netops/core";
import { createApp, readJson, requireToken } from "@netops/core/service";
import type { Conductor } from "./conductor.ts";
import { streamExecution } from "./execution_stream.ts";
import type { PipelineStore } from "./pipeline_store.ts";
import type { Torture } from "./torture.ts";

/** What the routes of the conductor work with. */
export interface ConductorAppOptions {
  readonly conductor: Conductor;
  readonly pipelines: PipelineStore;
  readonly torture: Torture;
  readonly token: string;
  readonly logger: Logger;
  readonly timer: Timer;
  /** Hears that the stored pipelines are others now. */
  readonly onPipelines: () => void;
}

const MOST_LISTED = 1_000;

/** Makes the routes of the conductor; everything needs the run's token. */
export function createConductorApp(options: ConductorAppOptions): Hono {
  const { token, logger } = options;
  const app = createApp(logger);
  app.use("/v1/*", async (c, next) => {
    requireToken(c.req.raw.headers, token);
    await next();
  });
  addExecutionRoutes(app, options);
  addLookRoutes(app, options);
  addPipelineRoutes(app, options);
  app.get("/v1/torture", (c) => c.json(options.torture.view));
  app.post("/v1/torture", async (c) => {
    const { TortureRequest } = await contracts();
    options.torture.order(await readJson(c.req.raw, TortureRequest));
    return c.json({}, 202);
  });
  return app;
}

function addExecutionRoutes(app: Hono, { conductor, timer }: ConductorAppOptions): void {
  app.post("/v1/executions", async (c) => {
    const { ExecutionRequest } = await contracts();
    return c.json(await conductor.start(await readJson(c.req.raw, ExecutionRequest)), 201);
  });
  app.get("/v1/executions", async (c) => {
    if (c.req.query("open") === "true") {
      return c.json({ executions: await conductor.listOpen() });
    }
    const app = c.req.query("app");
    const limit = numberOf(c, "limit", { usual: 20, most: MOST_LISTED });
    const query = app === undefined ? { limit } : { app, limit };
    return c.json({ executions: await conductor.list(query) });
  });
  app.get("/v1/executions/:id", async (c) => c.json(await conductor.view(c.req.param("id"))));
  app.get("/v1/executions/:id/events", async (c) => {
    const afterSeq = numberOf(c, "afterSeq", { usual: 0, most: Number.MAX_SAFE_INTEGER });
    return c.json({ events: await conductor.events(c.req.param("id"), afterSeq) });
  });
  app.get("/v1/executions/:id/stream", (c) => {
    return streamExecution(conductor, c.req.param("id"), timer);
  });
  app.post("/v1/executions/:id/wish", async (c) => {
    const { ExecutionWish } = await contracts();
    const wish = await readJson(c.req.raw, ExecutionWish);
    return c.json(await conductor.wish(c.req.param("id"), wish));
  });
}

function addLookRoutes(app: Hono, { conductor }: ConductorAppOptions): void {
  app.get("/v1/executions/:id/looks", async (c) => {
    return c.json({ looks: await conductor.looks(c.req.param("id")) });
  });
  app.get("/v1/looks", async (c) => {
    const app = c.req.query("app");
    const limit = numberOf(c, "limit", { usual: 50, most: MOST_LISTED });
    const query = app === undefined ? { limit } : { app, limit };
    return c.json({ looks: await conductor.newestLooks(query) });
  });
}

function addPipelineRoutes(app: Hono, { pipelines, onPipelines }: ConductorAppOptions): void {
  app.get("/v1/pipelines", async (c) => c.json({ pipelines: await pipelines.list() }));
  app.get("/v1/pipelines/:name", async (c) => c.json(await pipelines.get(c.req.param("name"))));
  app.put("/v1/pipelines/:name", async (c) => {
    const { PipelineSpec } = await contracts();
    const pipeline = await readJson(c.req.raw, PipelineSpec);
    const name = c.req.param("name");
    if (name !== pipeline.name) {
      throw new NetopsError(
        "REQUEST_INVALID",
        `Cannot keep ${pipeline.name} under the name ${name}`,
      );
    }
    await pipelines.put(pipeline);
    onPipelines();
    return c.json(pipeline);
  });
  app.delete("/v1/pipelines/:name", async (c) => {
    await pipelines.delete(c.req.param("name"));
    onPipelines();
    return c.json({});
  });
}

/** Schemas come with the first change: a conductor that waits needs none of them. */
function contracts() {
  return import("@netops/core/contracts");
}

function numberOf(
  c: Context,
  name: string,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const text = c.req.query(name);
  if (text === undefined) return usual;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0 && number <= most && text !== "") return number;
  throw new NetopsError(
    "REQUEST_INVALID",
    `Cannot take ${name}=${text}: it must be a number of 0 to ${most}`,
  );
}
