import { NetopsError } from "../errors/netops_error.ts";

/** How many retries a caller may afford. */
export interface RetryBudgetOptions {
  /** Retries as a share of requests, 0 to 1; 0.2. */
  readonly ratio?: number;
  /** So many retries per window are always allowed, for callers with little traffic; 3. */
  readonly minimum?: number;
  /** The sliding window, in ms; 10,000. */
  readonly windowMs?: number;
}

const BUCKETS = 10;

/**
 * Bounds retries to a share of the requests of a sliding window, so that they cannot pile up.
 *
 * A retry is allowed while retries + 1 ≤ max(minimum, ratio · requests), over the last windowMs.
 * Hence sent ≤ requests · (1 + ratio), or requests + minimum per window when traffic is small.
 */
export class RetryBudget {
  readonly #ratio: number;
  readonly #minimum: number;
  readonly #bucketMs: number;
  readonly #requests = new Int32Array(BUCKETS);
  readonly #retries = new Int32Array(BUCKETS);
  #requestSum = 0;
  #retrySum = 0;
  #head = 0;

  /** Makes an unused budget. @throws {NetopsError} CONFIG_INVALID when a number is out of bounds. */
  constructor(options: RetryBudgetOptions = {}) {
    this.#ratio = options.ratio ?? 0.2;
    this.#minimum = options.minimum ?? 3;
    this.#bucketMs = (options.windowMs ?? 10_000) / BUCKETS;
    if (!(this.#ratio >= 0 && this.#ratio <= 1) || !(this.#minimum >= 0) || !(this.#bucketMs > 0)) {
      throw new NetopsError(
        "CONFIG_INVALID",
        "Cannot make a retry budget as a number is out of bounds",
      );
    }
  }

  /** Counts one request (not its retries). */
  request(nowMs: number): void {
    const slot = this.#turn(nowMs);
    this.#requests[slot] = (this.#requests[slot] as number) + 1;
    this.#requestSum++;
  }

  /** Takes one retry; false when the budget is used up. */
  tryRetry(nowMs: number): boolean {
    const slot = this.#turn(nowMs);
    const allowed = Math.max(this.#minimum, this.#ratio * this.#requestSum);
    if (this.#retrySum + 1 > allowed) return false;
    this.#retries[slot] = (this.#retries[slot] as number) + 1;
    this.#retrySum++;
    return true;
  }

  #turn(nowMs: number): number {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    const passed = Math.min(bucket - this.#head, BUCKETS);
    for (let step = 1; step <= passed; step++) {
      const slot = (this.#head + step) % BUCKETS;
      this.#requestSum -= this.#requests[slot] as number;
      this.#retrySum -= this.#retries[slot] as number;
      this.#requests[slot] = this.#retries[slot] = 0;
    }
    if (passed > 0) this.#head = bucket;
    return this.#head % BUCKETS;
  }
}
