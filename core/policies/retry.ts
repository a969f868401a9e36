import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Rng } from "../ports/rng.ts";
import { backoffMs, type BackoffOptions } from "./backoff.ts";
import type { Call } from "./call.ts";
import type { Recovery, Step } from "./policy.ts";
import type { RetryBudget } from "./retry_budget.ts";
import type { TimingWheel } from "./timing_wheel.ts";

/** What a retry is made of. */
export interface RetryOptions {
  /** Tries in all, the first included; 1 to 10. */
  readonly maxAttempts: number;
  readonly backoff: BackoffOptions;
  /** Whether this failure may be tried again: only when the work is safe to do twice. */
  readonly isSafe: (error: unknown, attempt: number) => boolean;
  readonly budget?: RetryBudget;
  readonly rng: Rng;
  readonly wheel: TimingWheel;
  readonly clock: Clock;
  readonly onRetry?: (event: RetryEvent) => void;
}

/** A try that failed and is tried again. */
export interface RetryEvent {
  /** The try that failed, from 1. */
  readonly attempt: number;
  readonly error: unknown;
  readonly waitMs: number;
}

/** Methods that may be sent twice: the effect is the same. Source: RFC 9110 9.2.2. */
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
]);

/** Tells whether a method means the same when it is sent twice. */
export function isIdempotentMethod(method: string): boolean {
  return IDEMPOTENT_METHODS.has(method);
}

/**
 * Tries again what failed, when that is safe, affordable and still wanted.
 *
 * The last error is the one that the caller gets.
 */
export function retry(options: RetryOptions): Recovery {
  if (!(options.maxAttempts >= 1 && options.maxAttempts <= 10)) {
    throw new NetopsError(
      "CONFIG_INVALID",
      `Cannot retry with ${options.maxAttempts} attempts as 1 to 10 are allowed`,
    );
  }
  return {
    begin: (call) => options.budget?.request(call.startedMs),
    recover: (call, error, again) => tryAgain(call, again, { options, error }),
  };
}

async function tryAgain(
  call: Call,
  next: Step,
  first: { readonly options: RetryOptions; readonly error: unknown },
): Promise<unknown> {
  const { options } = first;
  let error = first.error;
  for (let attempt = 1; mayRetry(call, attempt, { options, error }); attempt++) {
    const waitMs = backoffMs(attempt, options.backoff, options.rng);
    options.onRetry?.({ attempt, error, waitMs });
    await options.wheel.sleep(waitMs, call.signal);
    try {
      return await next(call.fork(attempt + 1, options.clock.monotonicMs()));
    } catch (thrown) {
      error = thrown;
    }
  }
  throw error;
}

function mayRetry(
  call: Call,
  attempt: number,
  failure: { readonly options: RetryOptions; readonly error: unknown },
): boolean {
  const { options, error } = failure;
  return attempt < options.maxAttempts && !call.aborted && options.isSafe(error, attempt) &&
    (options.budget === undefined || options.budget.tryRetry(options.clock.monotonicMs()));
}
