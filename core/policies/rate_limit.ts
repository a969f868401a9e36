/** How fast a bucket refills and how much it holds. */
export interface RateLimitOptions {
  /** Tokens that come back per `perMs`. */
  readonly count: number;
  readonly perMs: number;
  /** The most tokens a bucket holds; `count` when left out. */
  readonly burst?: number;
  /** The most keys kept; the one that was not used for longest goes first. 10,000. */
  readonly maxKeys?: number;
}

/** Whether a request may pass, and what to tell it. */
export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** Whole tokens left. */
  readonly remaining: number;
  /** When the next token is there, in ms from now; 0 when one is. */
  readonly retryAfterMs: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * A token bucket per key, pure over the time that is passed in.
 *
 * tokens(t) = min(burst, tokens(t0) + (t − t0) · count / perMs); a request takes one.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #perMs: number;
  readonly #burst: number;
  readonly #maxKeys: number;

  /** Makes a limiter without any key. */
  constructor(options: RateLimitOptions) {
    this.#perMs = options.count / options.perMs;
    this.#burst = options.burst ?? Math.max(1, options.count);
    this.#maxKeys = options.maxKeys ?? 10_000;
  }

  /** Takes one token of `key` at a monotonic time. */
  take(key: string, nowMs: number): RateLimitVerdict {
    const bucket = this.#bucket(key, nowMs);
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + passedMs * this.#perMs);
    bucket.atMs = nowMs;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      retryAfterMs: bucket.tokens >= 1 ? 0 : Math.ceil((1 - bucket.tokens) / this.#perMs),
    };
  }

  /** How many keys are kept. */
  get size(): number {
    return this.#buckets.size;
  }

  #bucket(key: string, nowMs: number): Bucket {
    const known = this.#buckets.get(key);
    // Moving the key to the end keeps the map in order of last use.
    if (known !== undefined) this.#buckets.delete(key);
    else if (this.#buckets.size >= this.#maxKeys) this.#dropOldest();
    const bucket = known ?? { tokens: this.#burst, atMs: nowMs };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #dropOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
