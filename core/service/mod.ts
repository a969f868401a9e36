/**
 * The onion that every process of ours wears.
 *
 * @module
 */
export { createApp } from "./create_app.ts";
export { createHostGuard, type HostGuardOptions, type HostRefusal } from "./host_guard.ts";
export {
  type Counter,
  DEFAULT_BUCKETS_S,
  type Gauge,
  type Histogram,
  type Labels,
  MetricRegistry,
  type SeriesHistogram,
} from "./metric_registry.ts";
export { printMetrics } from "./print_metrics.ts";
export { createProcessMetrics } from "./process_metrics.ts";
export { openEventLog } from "./open_event_log.ts";
export { openDatabase } from "./open_database.ts";
export { openPlatformCalls, type PlatformCalls } from "./platform_calls.ts";
export { type BodySchema, readJson } from "./read_json.ts";
export { type OnionOptions, wrapInOnion } from "./onion.ts";
export { runService } from "./run_service.ts";
export { type Registration, registrationOf, selfRegister } from "./self_register.ts";
export { openServiceFaults, type ServiceFaults } from "./service_faults.ts";
export type { ServiceContext, ServiceParts } from "./service_context.ts";
export { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";
export { signInstance } from "../nouns/instance_signature.ts";
export { requirePrincipal } from "./principal_guard.ts";
export { hasToken, requireToken } from "./token_guard.ts";
export { SpanTracer, type SpanTracerOptions } from "../tracing/span_tracer.ts";
export { SpanExporter, type SpanExporterOptions } from "../tracing/span_exporter.ts";
export { waitAtMost } from "./wait_at_most.ts";
