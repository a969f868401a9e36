import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import { createApp } from "@netops/core/service";
import type { Context, Hono } from "hono";
import { parseAction, performAction } from "./action.ts";
import { AppWire } from "./app_wire.ts";
import { ChaosData, type ChaosKind } from "./chaos/chaos_data.ts";
import { addChaosRoutes } from "./chaos/chaos_routes.ts";
import { GuardianWire } from "./chaos/guardian_wire.ts";
import { createAssetStore, serveAsset } from "./asset_store.ts";
import type { DeployKind } from "./deploy/deploy_data.ts";
import { addDeployRoutes } from "./deploy/deploy_routes.ts";
import type { FleetReader } from "./fleet_reader.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import { addLoadRoutes } from "./load/load_routes.ts";
import { createLoadSources, type LoadSources } from "./load/load_sources.ts";
import { LogStreams } from "./log_stream.ts";
import { openOpsStream } from "./ops_stream.ts";
import { OpsWatch } from "./ops_watch.ts";
import { readJson } from "./read_json.ts";
import type { DataAnswer, DataKind } from "./telemetry/data_answer.ts";
import { SharedAnswers } from "./telemetry/shared_answers.ts";
import { TelemetryData } from "./telemetry/telemetry_data.ts";
import { TelemetryReader } from "./telemetry/telemetry_reader.ts";
import { isLogSearch, neededData } from "./view/needed_data.ts";
import type { LoadedData } from "./view/page_data.ts";
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
  /** Where telemetry answers; empty when this platform has none. */
  readonly telemetryUrl: string;
  /** Where the loads of this home are, a folder each. */
  readonly loadsDir: string;
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
const CHAOS_KINDS: readonly ChaosKind[] = ["chaos", "kinds", "run"];
const DEPLOY_KINDS: readonly DeployKind[] = ["deploys", "deploy", "cohorts"];
const DATA_KINDS: readonly DataKind[] = [
  ...["traces", "trace", "logs", "timeline", "chart"] as const,
  ...CHAOS_KINDS,
  ...DEPLOY_KINDS,
  "loads",
];

/** Makes the routes of the operations page. */
export async function createOpsApp(options: OpsAppOptions): Promise<Hono> {
  const assets = await createAssetStore();
  const guardian = new GuardianWire(options);
  const conductor = new AppWire({ ...options, app: "conductor" });
  const reader = new TelemetryReader(options);
  const telemetry = options.telemetryUrl === "" ? undefined : reader;
  const watch = new OpsWatch({ ...options, guardian, conductor, telemetry });
  const logs = new LogStreams(options);
  const gate = new Gatekeeper(options);
  const loads = createLoadSources({ ...options, reader });
  const load = createLoader(reader, { guardian, conductor, loads, clock: options.clock });
  options.signal.addEventListener("abort", () => watch.close(), { once: true });

  const app = createApp();
  addSecurityHeaders(app);
  app.get("/", (context) => context.redirect("/ops"));
  app.get("/ops/", (context) => context.redirect("/ops"));
  app.get("/ops", async (context) => {
    const view = parseOpsView(new URL(context.req.url).search);
    const state = createPageState(view, await watch.current());
    // Drawing is loaded by the first reader, so that the process itself starts without it.
    const { renderPageHtml } = await import("./page_html.tsx");
    const filled = await withData(await withLogs(state, logs), load);
    return context.html(await renderPageHtml(filled, assets), 200, { "cache-control": "no-store" });
  });
  app.get("/ops/data/:kind", async (context) => {
    const kind = DATA_KINDS.find((one) => one === context.req.param("kind"));
    if (kind === undefined) return context.notFound();
    const answer = await load(kind, new URL(context.req.url).search);
    return context.json(answer, 200, { "cache-control": "no-store" });
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
    async (context) => await serveAsset(assets, context.req.path) ?? context.notFound(),
  );
  app.post("/ops/actions/:verb", async (context) => {
    gate.requireAct(context.req.raw);
    const action = parseAction(context.req.param("verb"), await readJson(context.req.raw));
    return context.json(await performAction(options.fleet, action));
  });
  addChaosRoutes(app, { gate, guardian, watch, fleet: options.fleet });
  addDeployRoutes(app, { gate, conductor, watch });
  addLoadRoutes(app, loads.folders);
  return app;
}

function addSecurityHeaders(app: Hono): void {
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      // The page of a load has a stricter policy of its own.
      if (!context.res.headers.has(name)) context.header(name, value);
    }
  });
}

type Load = (kind: DataKind, search: string) => Promise<DataAnswer<unknown>>;

/** What telemetry, the guardian, the conductor and loads know, shared by viewers who ask the same at the same time. */
function createLoader(
  reader: TelemetryReader,
  { guardian, conductor, loads, clock }: {
    readonly guardian: GuardianWire;
    readonly conductor: AppWire;
    readonly loads: LoadSources;
    readonly clock: Clock;
  },
): Load {
  const data = new TelemetryData({ reader, clock });
  const chaos = new ChaosData({ guardian, telemetry: reader, clock });
  const shared = new SharedAnswers<DataAnswer<unknown>>(clock);
  const ask = async (kind: DataKind, search: string) => {
    if (isChaos(kind)) return await chaos.load(kind, search);
    if (kind === "loads") return await (await loads.data()).load(search);
    if (!isDeploy(kind)) return await data.load(kind, search);
    const { DeployData } = await import("./deploy/deploy_data.ts");
    return await new DeployData({ conductor, clock }).load(kind, search);
  };
  return (kind, search) => shared.get(kind + search, () => ask(kind, search));
}

function isDeploy(kind: DataKind): kind is DeployKind {
  return DEPLOY_KINDS.some((one) => one === kind);
}

function isChaos(kind: DataKind): kind is ChaosKind {
  return CHAOS_KINDS.some((one) => one === kind);
}

/** Adds what the view needs of telemetry, so that the page is whole without JavaScript. */
async function withData(state: PageState, load: Load): Promise<PageState> {
  const loaded = await Promise.all(
    neededData(state.view).map(async ({ slot, kind, search }): Promise<[string, LoadedData]> => [
      slot,
      { search, answer: await load(kind, search) },
    ]),
  );
  return { ...state, data: Object.fromEntries(loaded) };
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
  if (tab !== "logs" || isLogSearch(state.view)) return state;
  try {
    const lines = (await logs.tail(app)).map((line, index) => numberLine(line, index + 1));
    return { ...state, logs: { ...NO_LOGS, app, lines } };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    return { ...state, logs: { ...NO_LOGS, app, error } };
  }
}
