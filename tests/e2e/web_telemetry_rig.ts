import { until } from "../harness/platform.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";
import { type FleetRig, startFleetRig } from "./web_fleet_rig.ts";
import { createFleetScript } from "./web_fleet_script.ts";

/** A trace of three services that went well, and one that failed. */
export const GOOD_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
export const FAILED_TRACE = "0af7651916cd43dd8448eb211c80319c";
/** What a stranger may call things. */
export const HOSTILE = "<img src=x onerror=alert(1)> \u001b[31mred\u202e";

/** A name without a place to break it. */
export const LONG = "averyverylongname".repeat(9);

/** The scripted platform, a real telemetry that watches it, and the page's process. */
export interface TelemetryRig extends AsyncDisposable {
  readonly fleet: FleetRig;
  readonly web: RunningService;
  /** Ends telemetry with SIGKILL. */
  killTelemetry(): Promise<void>;
  /** Starts it again on the same port and home. */
  startTelemetry(): Promise<void>;
}

/** Starts everything and fills telemetry with spans, lines and events; gateways are really scraped. */
export async function startTelemetryRig(): Promise<TelemetryRig> {
  const parts = new AsyncDisposableStack();
  try {
    return await startParts(parts);
  } catch (thrown) {
    await parts.disposeAsync();
    throw thrown;
  }
}

async function startParts(parts: AsyncDisposableStack): Promise<TelemetryRig> {
  const fleet = parts.use(startFleetRig(createFleetScript()));
  const home = await Deno.makeTempDir({ prefix: "netops-test-" });
  parts.defer(() => Deno.remove(home, { recursive: true }));
  const port = freePort();
  const boot = { fleetUrl: fleet.url, port, adminPort: port, home };
  const permissions = [
    "--allow-net=127.0.0.0/8",
    // The grammar of PromQL asks for LOG.
    "--allow-env=LOG",
    "--allow-read",
    `--allow-write=${home}`,
    "--no-prompt",
  ];
  const start = () => startService({ entry: "server/telemetry/main.ts", boot, permissions });
  let telemetry = await start();
  parts.defer(() => telemetry[Symbol.asyncDispose]());
  const web = parts.use(
    await startService({
      entry: "server/web/main.ts",
      boot: { fleetUrl: fleet.url, registryUrl: fleet.url, telemetryUrl: telemetry.url },
      permissions: ["--allow-net=127.0.0.1", "--no-prompt"],
    }),
  );
  await fill(telemetry.url, fleet);
  return {
    fleet,
    web,
    killTelemetry: async () => void await telemetry.kill(),
    startTelemetry: async () => void (telemetry = await start()),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

interface SpanDraft {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly atMs: number;
  readonly tookMs: number;
  readonly isFailed?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

async function fill(url: string, fleet: FleetRig): Promise<void> {
  const nowMs = Date.now();
  const good = { trace: GOOD_TRACE };
  const bad = { trace: FAILED_TRACE, isFailed: true };
  await sendSpans(url, "gateway", [
    { ...good, id: "a1", name: "GET /hello", atMs: nowMs - 9_000, tookMs: 120 },
  ]);
  await sendSpans(url, LONG, [
    {
      ...{ ...bad, id: "b1", name: HOSTILE, atMs: nowMs - 4_000, tookMs: 1_450 },
      attributes: { [LONG]: LONG },
    },
  ]);
  await sendSpans(url, "hello", [
    { ...good, id: "a2", parent: "a1", name: "GET /", atMs: nowMs - 8_990, tookMs: 100 },
    { ...bad, id: "b2", parent: "b1", name: "GET /", atMs: nowMs - 3_900, tookMs: 1_300 },
  ]);
  await sendSpans(url, "catalog", [
    {
      ...{ ...good, id: "a3", parent: "a2", name: "GET titles", atMs: nowMs - 8_970, tookMs: 60 },
      attributes: { "http.route": "/titles", "hostile.value": HOSTILE },
    },
  ]);
  await sendLines(url, [
    { level: "INFO", text: "listening on a port of its own", app: "catalog" },
    { level: "ERROR", text: `the shelf is empty ${HOSTILE}`, app: "catalog", trace: GOOD_TRACE },
    { level: "WARN", text: "hello waits for catalog", app: "hello" },
  ]);
  await sendGauge(url);
  await Promise.all([untilFollowed(url, fleet), untilScraped(url)]);
}

function untilFollowed(url: string, fleet: FleetRig): Promise<number> {
  return until("telemetry follows the time line", 15_000, async () => {
    fleet.emit({ kind: "platform.start", subject: "run-7f3a" });
    fleet.emit({
      kind: "breaker.opened",
      subject: "catalog-v000-1",
      traceId: FAILED_TRACE,
      data: { app: "catalog", from: { closed: 1 } },
    });
    const events = await (await fetch(`${url}/v1/timeline?kind=breaker`)).text();
    return events.includes(FAILED_TRACE);
  });
}

function untilScraped(url: string): Promise<number> {
  return until("the gateways are scraped", 15_000, async () => {
    const query = "count(rate(upstream_request_duration_seconds_count[5s]))";
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
    return /"value":\[[\d.]+,"[1-9]/.test(await answer.text());
  });
}

const attribute = ([key, stringValue]: [string, string]) => ({ key, value: { stringValue } });

function resourceOf(app: string) {
  const names = { "service.name": app, "service.instance.id": `${app}-v000-1` };
  return { attributes: Object.entries(names).map(attribute) };
}

async function sendGauge(url: string): Promise<void> {
  const dataPoints = [{
    ...{ timeUnixNano: `${Date.now()}000000`, asDouble: 1 },
    attributes: [attribute([LONG, LONG])],
  }];
  const scopeMetrics = [{ metrics: [{ name: LONG, gauge: { dataPoints } }] }];
  const resourceMetrics = [{ resource: resourceOf(LONG), scopeMetrics }];
  await post(`${url}/v1/metrics`, { resourceMetrics });
}

async function sendSpans(url: string, app: string, drafts: readonly SpanDraft[]): Promise<void> {
  const spans = drafts.map((draft) => ({
    traceId: draft.trace,
    spanId: draft.id.padStart(16, "0"),
    ...(draft.parent === undefined ? {} : { parentSpanId: draft.parent.padStart(16, "0") }),
    name: draft.name,
    kind: 2,
    startTimeUnixNano: `${draft.atMs}000000`,
    endTimeUnixNano: `${draft.atMs + draft.tookMs}000000`,
    status: { code: draft.isFailed === true ? 2 : 1 },
    attributes: Object.entries(draft.attributes ?? {}).map(attribute),
  }));
  const resourceSpans = [{ resource: resourceOf(app), scopeSpans: [{ spans }] }];
  await post(`${url}/v1/traces`, { resourceSpans });
}

interface LineDraft {
  readonly level: string;
  readonly text: string;
  readonly app: string;
  readonly trace?: string;
}

async function sendLines(url: string, drafts: readonly LineDraft[]): Promise<void> {
  const resourceLogs = drafts.map(({ level, text, app, trace }) => ({
    resource: resourceOf(app),
    scopeLogs: [{
      logRecords: [{
        timeUnixNano: `${Date.now()}000000`,
        severityText: level,
        body: { stringValue: text },
        ...(trace === undefined ? {} : { traceId: trace, spanId: "00000000000000a3" }),
      }],
    }],
  }));
  await post(`${url}/v1/logs`, { resourceLogs });
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
}
