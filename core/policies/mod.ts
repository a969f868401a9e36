/**
 * Policies of netops: what protects a call. Pure over Clock and Timer.
 *
 * @module
 */
export type { CallContext, Policy, Step, Work } from "./policy.ts";
export { Call } from "./policy.ts";
export {
  DEADLINE_HEADER,
  earlierDeadline,
  parseDeadline,
  propagateDeadline,
  remainingMs,
} from "./deadline.ts";
export { RateLimiter, type RateLimitOptions, type RateLimitVerdict } from "./rate_limit.ts";
