/** Shorter than this nothing is measured: the clock and the machine are not that fine. */
const LEAST_DURATION_MS = 10;
const FAST_HALF_LIFE_S = 3;
const SLOW_HALF_LIFE_S = 9;

/**
 * Estimates throughput from downloads: the lower of a fast and a slow moving mean, so that it falls at
 * once and rises slowly.
 *
 * A download of d seconds counts with weight d: mean' = v·(1 − α^d) + mean·α^d, α = 0.5^(1/half-life).
 * Source: hls.js, EwmaBandWidthEstimator (VOD: 3 s and 9 s).
 */
export class Throughput {
  readonly #fast = new MovingMean(FAST_HALF_LIFE_S);
  readonly #slow = new MovingMean(SLOW_HALF_LIFE_S);

  /** Counts a download. */
  sample(bytes: number, durationMs: number): void {
    const measuredMs = Math.max(LEAST_DURATION_MS, durationMs);
    const bitsPerS = bytes * 8_000 / measuredMs;
    this.#fast.sample(bitsPerS, measuredMs / 1_000);
    this.#slow.sample(bitsPerS, measuredMs / 1_000);
  }

  /** The estimate in bits per second; undefined before the first download. */
  get estimateBps(): number | undefined {
    const fast = this.#fast.value;
    const slow = this.#slow.value;
    return fast === undefined || slow === undefined ? undefined : Math.min(fast, slow);
  }
}

class MovingMean {
  readonly #alpha: number;
  #mean = 0;
  #weight = 0;

  constructor(halfLifeS: number) {
    this.#alpha = Math.pow(0.5, 1 / halfLifeS);
  }

  sample(value: number, weight: number): void {
    const kept = Math.pow(this.#alpha, weight);
    this.#mean = value * (1 - kept) + this.#mean * kept;
    this.#weight += weight;
  }

  /** The mean without the zero that it began with. */
  get value(): number | undefined {
    if (this.#weight === 0) return undefined;
    return this.#mean / (1 - Math.pow(this.#alpha, this.#weight));
  }
}
