import { type BufferedEventSink, createEventSink } from "../clients/event_sink.ts";
import type { ServiceBoot } from "../contracts/service_boot.ts";
import { createHost, type Host } from "../host/host.ts";
import { createJsonLogger } from "../host/log_writer.ts";
import { signInstance } from "../nouns/instance_signature.ts";
import { readTraceParent } from "../nouns/trace_context.ts";
import { isFaultPath } from "../faults/fault_routes.ts";
import type { HttpHandler, HttpListener } from "../ports/http.ts";
import { createProcessMetrics } from "./process_metrics.ts";
import { observeRequests } from "./observe_requests.ts";
import { type OnionOptions, wrapInOnion } from "./onion.ts";
import { printMetrics } from "./print_metrics.ts";
import { openServiceFaults } from "./service_faults.ts";
import { openTracing, traceEvents, type Tracing } from "./open_tracing.ts";
import { selfRegister } from "./self_register.ts";
import type { ServiceContext, ServiceParts } from "./service_context.ts";

const DRAIN_MS = 2_000;

/**
 * Runs a process of ours: reads its boot line from stdin, builds it, serves, registers, and stops on
 * SIGTERM or when the parent closes stdin, so that no parent's death leaves it behind.
 *
 * Answers `/healthz`, `/metrics` and `/faults` on the admin port by itself.
 */
export async function runService(
  build: (context: ServiceContext) => Promise<ServiceParts>,
): Promise<void> {
  const realHost = createHost();
  const lines = realHost.stdinLines()[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return realHost.exit(0);
  const boot = JSON.parse(first.value) as ServiceBoot;
  const stopping = new AbortController();
  realHost.onStopSignal(["SIGTERM", "SIGINT", "SIGHUP"], () => stopping.abort());
  lines.next().then(() => stopping.abort());

  const metrics = createProcessMetrics({
    startedAtMs: realHost.clock.nowMs(),
    readUsage: realHost.readUsage,
  });
  const faults = openServiceFaults(boot, realHost, metrics);
  // What skews the clock of this process is seen by everything but what ends it.
  const host = { ...realHost, clock: faults.clock };
  const tracing = openTracing(boot, host, metrics);
  const sink = createSink(boot, host);
  const events = traceEvents(sink, tracing.scope);
  const context = createContext(boot, host, {
    ...tracing,
    metrics,
    events,
    faults,
    signal: stopping.signal,
  });
  const parts = await build(context);
  const listeners = await listen(context, parts);
  const http = host.createHttpClient();
  const began = readTraceParent(boot.traceparent ?? null);
  const registration = parts.register === false || boot.registryUrl === ""
    ? Promise.resolve()
    : selfRegister({
      registration: {
        ...boot,
        signature: signInstance(boot.token, { ...boot, id: boot.instanceId }),
      },
      registryUrl: boot.registryUrl,
      http,
      timer: host.timer,
      logger: context.logger,
      signal: stopping.signal,
      traceOf: (call) => call === "first" ? began : undefined,
    });
  await untilAborted(stopping.signal);
  context.faults.book.close();
  // Leave the registry first, so that callers turn elsewhere while the rest is drained.
  await Promise.all([registration, parts.leave?.()]);
  await Promise.all([
    ...listeners.map((listener) => listener.close(DRAIN_MS)),
    parts.closeListeners?.(DRAIN_MS),
  ]);
  await parts.stop?.();
  await Promise.all([sink.close(), tracing.close()]);
  host.exit(0);
}

/** Resolves when the signal aborts, or at once when it did so while the process was being built. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function createSink(boot: ServiceBoot, host: Host): BufferedEventSink {
  return createEventSink({
    fleetUrl: boot.fleetUrl,
    token: boot.token,
    source: boot.instanceId,
    http: host.createHttpClient(),
    timer: host.timer,
    clock: host.clock,
  });
}

function createContext(
  boot: ServiceBoot,
  host: Host,
  parts: Tracing & Pick<ServiceContext, "metrics" | "events" | "faults" | "signal">,
): ServiceContext {
  const { tracer, scope, metrics, events, faults, signal } = parts;
  return {
    boot,
    host,
    metrics,
    logger: createJsonLogger(host.clock, scope),
    events,
    tracer,
    scope,
    faults,
    signal,
  };
}

async function listen(context: ServiceContext, parts: ServiceParts): Promise<HttpListener[]> {
  const { boot, host } = context;
  const rng = host.createRng(host.randomHex(8));
  const onion = (port: number, allowOrigins: readonly string[] = []): OnionOptions => ({
    hostname: boot.host,
    port,
    allowOrigins,
    logger: context.logger,
    createRequestId: () => rng.hex(8),
  });
  const single = boot.port === boot.adminPort;
  const { handler } = parts;
  const touched = parts.meetsFaults ? handler : context.faults.wrap(handler);
  const own = parts.bare ? touched : observe(context, context.faults.wrapCarrying(handler));
  const main = single ? withHealth(context, parts, own) : own;
  const worn = wrapInOnion(main, onion(boot.port, parts.allowOrigins));
  const open = [host.httpServer.listen(
    { hostname: boot.host, port: boot.port, shared: parts.shared ?? false },
    parts.bare ? (single ? bareBeside(worn, touched) : touched) : worn,
  )];
  if (!single) {
    const admin = withHealth(context, parts, parts.adminHandler ?? notFound);
    open.push(host.httpServer.listen(
      { hostname: boot.host, port: boot.adminPort },
      wrapInOnion(admin, onion(boot.adminPort)),
    ));
  }
  return await Promise.all(open);
}

function observe(context: ServiceContext, handler: HttpHandler): HttpHandler {
  const { boot, host, metrics, tracer, scope, faults } = context;
  const { touchedBy } = faults;
  const { clock } = host;
  return observeRequests(handler, { app: boot.app, clock, metrics, tracer, scope, touchedBy });
}

/** Leaves the handler bare, but not our own pages on its port: they are guarded as everywhere. */
function bareBeside(pages: HttpHandler, handler: HttpHandler): HttpHandler {
  return (request, peer) => {
    const { url } = request;
    // The first slash after "http://".
    const isOurs = url.endsWith("/healthz") || url.endsWith("/metrics") ||
      url.startsWith("/faults", url.indexOf("/", 7));
    return isOurs ? pages(request, peer) : handler(request, peer);
  };
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}

function withHealth(
  context: ServiceContext,
  parts: ServiceParts,
  handler: HttpHandler,
): HttpHandler {
  return (request, peer) => {
    // What the gateway passes on comes from outside, and none of this is for the outside.
    if (request.headers.has("x-forwarded-prefix")) return handler(request, peer);
    const path = new URL(request.url).pathname;
    if (path === "/healthz") return health(context, parts);
    if (path === "/metrics") return printMetrics(context.metrics, request.headers, context.host);
    if (isFaultPath(path) && !request.headers.has("x-forwarded-for")) {
      return context.faults.answer(request);
    }
    return handler(request, peer);
  };
}

function health(context: ServiceContext, parts: ServiceParts): Response {
  const up = parts.isHealthy?.() ?? true;
  return Response.json({ status: up ? "UP" : "DOWN", runId: context.boot.runId }, {
    status: up ? 200 : 503,
  });
}
