import type { ServiceBoot } from "../contracts/service_boot.ts";
import type { Host } from "../host/host.ts";
import { createTraceScope } from "../host/trace_scope.ts";
import type { EventSink } from "../ports/event_sink.ts";
import type { Tracer, TraceScope } from "../ports/tracer.ts";
import { SpanExporter } from "../tracing/span_exporter.ts";
import { SpanTracer } from "../tracing/span_tracer.ts";
import type { MetricRegistry } from "./metric_registry.ts";

/** How a process makes spans and gets rid of them. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly scope: TraceScope;
  /** Sends what waits, for at most 300 ms. */
  close(): Promise<void>;
}

/** Opens tracing towards the platform's telemetry; without one requests still get ids, and no span is kept. */
export function openTracing(boot: ServiceBoot, host: Host, metrics: MetricRegistry): Tracing {
  const scope = createTraceScope();
  const { telemetryUrl: url } = boot;
  // Not from the seed: no two requests of any run share a trace.
  const random = { clock: host.clock, rng: host.createRng(host.randomHex(16)) };
  if (url === "") {
    const tracer = new SpanTracer({ ...random, keep: () => undefined });
    return { tracer, scope, close: () => Promise.resolve() };
  }
  const kept = metrics.counter("spans_kept_total", "Spans that were kept for telemetry");
  const dropped = metrics.counter(
    "spans_dropped_total",
    "Spans that telemetry did not take in time",
  );
  const http = host.createHttpClient();
  const exporter = new SpanExporter({
    ...{ url, resource: resourceOf(boot), http, timer: host.timer },
    onDropped: (count) => dropped.add(count),
  });
  const tracer = new SpanTracer({
    ...random,
    keep: (span) => {
      kept.add(1);
      exporter.take(span);
    },
  });
  const close = async () => {
    await exporter.close();
    http.close();
  };
  return { tracer, scope, close };
}

/** Names of OpenTelemetry's semantic conventions, and ours for what they have no name for. */
function resourceOf(boot: ServiceBoot): Record<string, string> {
  return {
    "service.name": boot.app,
    "service.instance.id": boot.instanceId,
    "service.version": boot.version,
    "netops.zone": boot.zone,
    "netops.server_group": boot.serverGroup,
  };
}

/** Tells which trace an event belongs to, where its publisher does not. */
export function traceEvents(sink: EventSink, scope: TraceScope): EventSink {
  return {
    publish: (event) => {
      const current = scope.current();
      sink.publish(current?.isSampled ? { traceId: current.traceId, ...event } : event);
    },
  };
}
