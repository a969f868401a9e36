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
} from "./metric_registry.ts";
export { type OnionOptions, wrapInOnion } from "./onion.ts";
export { runService } from "./run_service.ts";
export { type Registration, registrationOf, selfRegister } from "./self_register.ts";
export type { ServiceContext, ServiceParts } from "./service_context.ts";
export { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";
export { signInstance } from "../nouns/instance_signature.ts";
export { hasToken } from "./token_guard.ts";
