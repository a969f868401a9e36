import { type BufferedEventSink, createEventSink } from "../clients/event_sink.ts";
import type { ServiceBoot } from "../contracts/service_boot.ts";
import { createHost, type Host } from "../host/host.ts";
import { createJsonLogger } from "../host/log_writer.ts";
import { signInstance } from "../nouns/instance_signature.ts";
import type { HttpHandler, HttpListener } from "../ports/http.ts";
import { MetricRegistry } from "./metric_registry.ts";
import { type OnionOptions, wrapInOnion } from "./onion.ts";
import { selfRegister } from "./self_register.ts";
import type { ServiceContext, ServiceParts } from "./service_context.ts";

const DRAIN_MS = 2_000;

/**
 * Runs a process of ours: reads its boot line from stdin, builds it, serves, registers, and stops on
 * SIGTERM or when the parent closes stdin, so that no parent's death leaves it behind.
 *
 * Answers `/healthz` and `/metrics` on the admin port by itself.
 */
export async function runService(
  build: (context: ServiceContext) => Promise<ServiceParts>,
): Promise<void> {
  const host = createHost();
  const lines = host.stdinLines()[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return host.exit(0);
  const boot = JSON.parse(first.value) as ServiceBoot;
  const stopping = new AbortController();
  host.onStopSignal(["SIGTERM", "SIGINT", "SIGHUP"], () => stopping.abort());
  lines.next().then(() => stopping.abort());

  const events = createSink(boot, host);
  const context = createContext(boot, host, { events, signal: stopping.signal });
  const parts = await build(context);
  const listeners = await listen(context, parts);
  const http = host.createHttpClient();
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
    });
  await untilAborted(stopping.signal);
  // Leave the registry first, so that callers turn elsewhere while the rest is drained.
  await Promise.all([registration, parts.leave?.()]);
  await Promise.all([
    ...listeners.map((listener) => listener.close(DRAIN_MS)),
    parts.closeListeners?.(DRAIN_MS),
  ]);
  await parts.stop?.();
  await events.close();
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
  options: Pick<ServiceContext, "events" | "signal">,
): ServiceContext {
  const logger = createJsonLogger(host.clock);
  return { boot, host, metrics: new MetricRegistry(), logger, ...options };
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
  const main = single ? withHealth(context, parts, parts.handler) : parts.handler;
  const worn = wrapInOnion(main, onion(boot.port, parts.allowOrigins));
  const open = [host.httpServer.listen(
    { hostname: boot.host, port: boot.port, shared: parts.shared ?? false },
    parts.bare ? (single ? bareBeside(worn, parts.handler) : parts.handler) : worn,
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

/** Leaves the handler bare, but not our own pages on its port: they are guarded as everywhere. */
function bareBeside(pages: HttpHandler, handler: HttpHandler): HttpHandler {
  return (request, peer) =>
    request.url.endsWith("/healthz") || request.url.endsWith("/metrics")
      ? pages(request, peer)
      : handler(request, peer);
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
    const path = new URL(request.url).pathname;
    if (path === "/healthz") return health(context, parts);
    if (path === "/metrics") {
      return new Response(context.metrics.text(), {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      });
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
