import { NetopsError } from "../errors/netops_error.ts";

/** The knobs of {@linkcode Gradient2Limit}; upstream's defaults. */
export interface Gradient2Options {
  /** 20. */
  readonly initialLimit?: number;
  /** 20. */
  readonly minLimit?: number;
  /** 200. */
  readonly maxLimit?: number;
  /** How much slower than usual calls may be before the limit falls, 1 or more; 1.5. */
  readonly rttTolerance?: number;
  /** How many calls may queue at the callee; 4. */
  readonly queueSize?: number;
  /** Share of the new limit in each step, above 0 to 1; 0.2. */
  readonly smoothing?: number;
  /** Samples of the long average; 600. */
  readonly longWindow?: number;
}

const WARMUP_SAMPLES = 10;

/**
 * Finds how many calls a callee can take at once, from their times alone.
 *
 * long = exponential average of rtt over longWindow samples (plain mean of the first 10);
 * long/rtt > 2 → long · 0.95 for the next sample; no change while inFlight < limit/2;
 * gradient = clamp(rttTolerance · long/rtt, 0.5, 1);
 * limit = clamp((1 − smoothing) · limit + smoothing · (gradient · limit + queueSize), min, max).
 * Source: Netflix concurrency-limits, Gradient2Limit and ExpAvgMeasurement.
 */
export class Gradient2Limit {
  readonly #options: Required<Gradient2Options>;
  #limit: number;
  #longRttMs = 0;
  #sum = 0;
  #samples = 0;

  /** Starts at the initial limit. @throws {NetopsError} CONFIG_INVALID when a number is out of bounds. */
  constructor(options: Gradient2Options = {}) {
    const full = {
      initialLimit: 20,
      minLimit: 20,
      maxLimit: 200,
      rttTolerance: 1.5,
      queueSize: 4,
      smoothing: 0.2,
      longWindow: 600,
      ...options,
    };
    const valid = full.minLimit >= 1 && full.minLimit <= full.initialLimit &&
      full.initialLimit <= full.maxLimit && full.rttTolerance >= 1 && full.queueSize >= 0 &&
      full.smoothing > 0 && full.smoothing <= 1 && full.longWindow >= 1;
    if (!valid) {
      throw new NetopsError(
        "CONFIG_INVALID",
        "Cannot make a concurrency limit as a number is out of bounds",
      );
    }
    this.#options = full;
    this.#limit = full.initialLimit;
  }

  /** How many calls may run at once. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** The long average of call times, in ms. */
  get longRttMs(): number {
    return this.#longRttMs;
  }

  /** Learns from one call that took `rttMs` while `inFlight` ran. */
  sample(rttMs: number, inFlight: number): void {
    if (!(rttMs > 0)) return;
    const longRttMs = this.#average(rttMs);
    if (longRttMs / rttMs > 2) this.#longRttMs *= 0.95;
    if (inFlight < this.#limit / 2) return;
    const { rttTolerance, queueSize, smoothing, minLimit, maxLimit } = this.#options;
    const gradient = Math.max(0.5, Math.min(1, rttTolerance * longRttMs / rttMs));
    const next = gradient * this.#limit + queueSize;
    const smoothed = this.#limit * (1 - smoothing) + next * smoothing;
    this.#limit = Math.max(minLimit, Math.min(maxLimit, smoothed));
  }

  #average(rttMs: number): number {
    if (this.#samples < WARMUP_SAMPLES) {
      this.#samples++;
      this.#sum += rttMs;
      this.#longRttMs = this.#sum / this.#samples;
    } else {
      const factor = 2 / (this.#options.longWindow + 1);
      this.#longRttMs = this.#longRttMs * (1 - factor) + rttMs * factor;
    }
    return this.#longRttMs;
  }
}
