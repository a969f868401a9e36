/** Least and largest latency that is told apart, in ms; what is beyond counts as the last one. */
const LEAST_MS = 0.1;
const LARGEST_MS = 600_000;

/** The end of a bucket is so much larger than its beginning: a latency is known to 2.5 %. */
export const LATENCY_GROWTH = 1.05;

const LOG_GROWTH = Math.log(LATENCY_GROWTH);
const BUCKETS = Math.ceil(Math.log(LARGEST_MS / LEAST_MS) / LOG_GROWTH) + 1;

/** Latencies in buckets of 5 %: 1.3 KB however many there are, and of several processes the sums are exact. */
export class LatencyCounts {
  readonly #counts = new Uint32Array(BUCKETS);

  /** Counts one. */
  add(latencyMs: number): void {
    const at = Math.floor(Math.log(Math.max(latencyMs, LEAST_MS) / LEAST_MS) / LOG_GROWTH);
    this.#counts[Math.min(at, BUCKETS - 1)]!++;
  }

  /** Buckets that are not empty, rising: the middle of each in ms, by its logarithm, and how many. */
  list(): (readonly [number, number])[] {
    return [...this.#counts].flatMap((count, at) =>
      count === 0 ? [] : [[LEAST_MS * LATENCY_GROWTH ** (at + 0.5), count] as const]
    );
  }
}
