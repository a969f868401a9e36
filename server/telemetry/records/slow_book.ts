/** Buckets grow by a factor of 2^(1/4): 96 of them reach from 0.1 ms to half an hour. */
const BUCKETS = 96;
const PER_DOUBLING = 4;
const LEAST_MS = 0.1;
const MOST_NAMES = 500;
const LEAST_SEEN = 100;
/** Counts are halved here, so that what was long ago weighs less. */
const MOST_SEEN = 20_000;
const SLOW_MS = 1_000;
const QUANTILE = 0.99;

interface Durations {
  readonly counts: Uint32Array;
  seen: number;
}

/**
 * Knows how long requests of each name take, to tell which are slow: at least 1 s, or above the 99th
 * percentile of their name once 100 were seen.
 *
 * The percentile is the upper end of its bucket, so of requests that all take the same none is slow.
 */
export class SlowBook {
  readonly #names = new Map<string, Durations>();

  /** Whether a request is slow, compared with those that were noted before it. */
  isSlow(name: string, durationMs: number): boolean {
    if (durationMs >= SLOW_MS) return true;
    const known = this.#names.get(name);
    return known !== undefined && known.seen >= LEAST_SEEN &&
      bucketOf(durationMs) > percentileBucket(known);
  }

  /** Notes how long a request took. */
  note(name: string, durationMs: number): void {
    const known = this.#names.get(name) ?? { counts: new Uint32Array(BUCKETS), seen: 0 };
    // Set anew, so that the name that was silent longest is the first to be forgotten.
    this.#names.delete(name);
    this.#names.set(name, known);
    if (this.#names.size > MOST_NAMES) this.#names.delete(this.#names.keys().next().value ?? "");
    const bucket = bucketOf(durationMs);
    known.counts[bucket] = (known.counts[bucket] ?? 0) + 1;
    known.seen++;
    if (known.seen >= MOST_SEEN) halve(known);
  }
}

function bucketOf(durationMs: number): number {
  const doublings = Math.log2(Math.max(durationMs, LEAST_MS) / LEAST_MS);
  return Math.min(BUCKETS - 1, Math.floor(doublings * PER_DOUBLING));
}

function percentileBucket({ counts, seen }: Durations): number {
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    below += counts[bucket] ?? 0;
    if (below >= QUANTILE * seen) return bucket;
  }
  return BUCKETS - 1;
}

function halve(durations: Durations): void {
  durations.seen = 0;
  durations.counts.forEach((count, bucket) => {
    durations.counts[bucket] = count >> 1;
    durations.seen += count >> 1;
  });
}
