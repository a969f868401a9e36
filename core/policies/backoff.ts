import type { Rng } from "../ports/rng.ts";

/** How waiting grows from try to try. */
export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  /** How much longer each wait may be; 2. */
  readonly factor?: number;
}

/**
 * Draws how long to wait after a failed try (from 1): between half and all of the growing bound.
 *
 * bound = min(maxMs, baseMs · factor^(attempt − 1)); wait = bound · (1/2 + u/2), u uniform in [0, 1).
 * Source: "equal jitter", AWS Architecture Blog, Exponential Backoff and Jitter.
 */
export function backoffMs(attempt: number, options: BackoffOptions, rng: Rng): number {
  const grown = options.baseMs * (options.factor ?? 2) ** Math.min(attempt - 1, 60);
  const bound = Math.min(options.maxMs, grown);
  return bound * (0.5 + rng.next() / 2);
}
