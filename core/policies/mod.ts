/**
 * Policies of netops: what protects a call. Pure over Clock and Timer.
 *
 * @module
 */
export { Call, type CallContext, type Work } from "./call.ts";
export type { Guard, Policy, Recovery, Step, StepPolicy } from "./policy.ts";
export { compose, type PolicyStack } from "./compose.ts";
export { TimingWheel, type TimingWheelOptions, type WheelEntry } from "./timing_wheel.ts";
export {
  DEADLINE_HEADER,
  earlierDeadline,
  parseDeadline,
  propagateDeadline,
  remainingMs,
} from "./deadline.ts";
export { timeout, type TimeoutOptions, TimeoutPolicy } from "./timeout.ts";
export { isIdempotentMethod, retry, type RetryEvent, type RetryOptions } from "./retry.ts";
export { RetryBudget, type RetryBudgetOptions } from "./retry_budget.ts";
export { backoffMs, type BackoffOptions } from "./backoff.ts";
export {
  BREAKER_STATE_VALUES,
  type BreakerEvent,
  type BreakerStateKind,
  CircuitBreaker,
  type CircuitBreakerOptions,
  type OpenReason,
} from "./circuit_breaker.ts";
export type { CallWindowOptions } from "./call_window.ts";
export { Bulkhead, type BulkheadOptions } from "./bulkhead.ts";
export { hedge, type HedgeOptions } from "./hedge.ts";
export { fallback, type FallbackOptions } from "./fallback.ts";
export { ConcurrencyLimit } from "./concurrency_limit.ts";
export { Gradient2Limit, type Gradient2Options } from "./gradient2_limit.ts";
export { RateLimiter, type RateLimitOptions, type RateLimitVerdict } from "./rate_limit.ts";
