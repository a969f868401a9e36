import type { Clock, Logger } from "@netops/core";
import { createApp, readJson, requireToken } from "@netops/core/service";
import type { Context, Hono } from "hono";
import type { Control } from "./control.ts";
import type { Popularity } from "./popularity.ts";
import { MOST_REPORT_BYTES, OCA_REPORT } from "./read_report.ts";

/** What the skin works with. */
export interface CachecontrolAppOptions {
  readonly control: Control;
  readonly popularity: Popularity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly token: string;
  /** Throws while the board would tell less than the truth. */
  readonly checkBoard: () => void;
}

/** Makes the routes of cachecontrol; all of them need the run's token. */
export function createCachecontrolApp(options: CachecontrolAppOptions): Hono {
  const { control, popularity, clock, logger, token, checkBoard } = options;
  const app = createApp(logger);
  app.use("*", async (context, next) => {
    requireToken(context.req.raw.headers, token);
    await next();
  });
  app.post("/reports", async (context) => {
    const report = await readJson(context.req.raw, OCA_REPORT, { mostBytes: MOST_REPORT_BYTES });
    return context.json(control.hear(report));
  });
  app.get("/board", (context) => {
    checkBoard();
    return context.json(control.read());
  });
  app.get(
    "/popularity",
    (context) => context.json({ titles: popularity.ranking(clock.nowMs()) }),
  );
  addDrain(app, control);
  addPrefixes(app, control);
  return app;
}

function addDrain(app: Hono, control: Control): void {
  app.post("/ocas/:id/drain", async (context) => {
    const oca = context.req.param("id");
    await control.want(oca, "DRAINED", await drainOptions(context));
    return context.json({ oca, wantedState: "DRAINED" });
  });
  app.post("/ocas/:id/undrain", async (context) => {
    const oca = context.req.param("id");
    await control.want(oca, "SERVING");
    return context.json({ oca, wantedState: "SERVING" });
  });
}

/** The body may be left out. */
async function drainOptions(context: Context): Promise<{ readonly force?: boolean }> {
  if (context.req.header("content-type") === undefined) return {};
  const { DRAIN } = await import("./schema.ts");
  return await readJson(context.req.raw, DRAIN);
}

function addPrefixes(app: Hono, control: Control): void {
  app.get("/prefixes", (context) => context.json({ prefixes: control.prefixes() }));
  app.post("/prefixes", async (context) => {
    const { NEW_PREFIX } = await import("./schema.ts");
    const { oca, ...route } = await readJson(context.req.raw, NEW_PREFIX);
    await control.addRoute(oca, route);
    return context.json({ ...route, oca, source: "added" }, 201);
  });
  app.delete("/prefixes", async (context) => {
    const { OLD_PREFIX } = await import("./schema.ts");
    const { oca, prefix } = await readJson(context.req.raw, OLD_PREFIX);
    await control.removeRoute(oca, prefix);
    return context.json({ oca, prefix });
  });
}
