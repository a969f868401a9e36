import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import { createApp } from "@netops/core/service";
import type { Context, Hono } from "hono";
import { parseAction, performAction } from "./action.ts";
import { createAssetStore, serveAsset } from "./asset_store.ts";
import type { FleetReader } from "./fleet_reader.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import { LogStreams } from "./log_stream.ts";
import { openOpsStream } from "./ops_stream.ts";
import { OpsWatch } from "./ops_watch.ts";
import { createPageState, NO_LOGS, type PageState } from "./view/page_state.ts";
import { numberLine } from "./view/page_message.ts";
import { parseOpsView } from "./view/view_url.ts";

/** What the operations page is made of. */
export interface OpsAppOptions {
  readonly fleet: FleetReader;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly registryUrl: string;
  readonly token: string;
  readonly port: number;
  readonly createSessionId: () => string;
  /** Ends every open stream, so that the process stops at once. */
  readonly signal: AbortSignal;
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const MOST_BODY_BYTES = 4_096;

/** Makes the routes of the operations page. */
export async function createOpsApp(options: OpsAppOptions): Promise<Hono> {
  const assets = await createAssetStore();
  const watch = new OpsWatch(options);
  const logs = new LogStreams(options);
  const gate = new Gatekeeper(options);
  options.signal.addEventListener("abort", () => watch.close(), { once: true });

  const app = createApp();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  app.get("/", (context) => context.redirect("/ops"));
  app.get("/ops/", (context) => context.redirect("/ops"));
  app.get("/ops", async (context) => {
    const view = parseOpsView(new URL(context.req.url).search);
    const state = createPageState(view, await watch.current());
    // Drawing is loaded by the first reader, so that the process itself starts without it.
    const { renderPageHtml } = await import("./page_html.tsx");
    return context.html(renderPageHtml(await withLogs(state, logs), assets), 200, {
      "cache-control": "no-store",
    });
  });
  app.get("/ops/enter", (context) => enter(context, gate));
  app.get("/ops/stream", (context) => {
    const canAct = gate.mayAct(context.req.raw.headers);
    return openOpsStream(watch, { canAct }, options.signal);
  });
  app.get("/ops/logs", (context) => {
    const name = context.req.query("app") ?? "";
    if (name === "") {
      throw new NetopsError("REQUEST_INVALID", "Cannot show logs as no app is named");
    }
    return logs.open(name);
  });
  app.get(
    "/ops/assets/:name",
    (context) => serveAsset(assets, context.req.path) ?? context.notFound(),
  );
  app.post("/ops/actions/:verb", async (context) => {
    gate.requireAct(context.req.raw);
    const action = parseAction(context.req.param("verb"), await readJson(context.req.raw));
    return context.json(await performAction(options.fleet, action));
  });
  return app;
}

async function enter(context: Context, gate: Gatekeeper): Promise<Response> {
  if (/prefetch|prerender/.test(context.req.header("sec-purpose") ?? "")) {
    throw new NetopsError("REFUSED", "Cannot use a one-time link for a look ahead");
  }
  const cookie = await gate.enter(context.req.query("t") ?? "");
  return new Response(null, {
    status: 303,
    headers: { location: "/ops", "set-cookie": cookie, "cache-control": "no-store" },
  });
}

/** Adds the newest log lines for a reader without JavaScript; the script replaces them by its stream. */
async function withLogs(state: PageState, logs: LogStreams): Promise<PageState> {
  const { tab, app } = state.view;
  if (tab !== "logs" || app === "") return state;
  try {
    const lines = (await logs.tail(app)).map((line, index) => numberLine(line, index + 1));
    return { ...state, logs: { ...NO_LOGS, app, lines } };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    return { ...state, logs: { ...NO_LOGS, app, error } };
  }
}

async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BODY_BYTES) {
    throw new NetopsError("TOO_LARGE", `Cannot read more than ${MOST_BODY_BYTES} bytes`);
  }
  try {
    return JSON.parse(await request.text());
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as JSON", { cause });
  }
}
