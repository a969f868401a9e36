/** What one second of a server group came to. */
export interface SecondCounts {
  requests: number;
  failed: number;
  refused: number;
  latencySumMs: number;
  cpuMs: number;
  logLines: number;
  memoryBytes: number;
  deaths: number;
  /** Requests by the first bound that they do not exceed. */
  readonly buckets: Float64Array;
}

/** Bounds of the latency histogram, in ms: those of the gateways. */
export const LATENCY_BOUNDS: readonly number[] = [
  ...[1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 200, 500, 1_000, Infinity],
];

/** What a server group came to, second by second. */
export class GroupSeries {
  readonly #seconds = new Map<number, SecondCounts>();

  /** The counts of a second, by its number since 1970. */
  at(second: number): SecondCounts {
    const known = this.#seconds.get(second);
    if (known !== undefined) return known;
    const made = {
      ...{ requests: 0, failed: 0, refused: 0, latencySumMs: 0, cpuMs: 0, logLines: 0 },
      ...{ memoryBytes: NaN, deaths: 0, buckets: new Float64Array(LATENCY_BOUNDS.length) },
    };
    this.#seconds.set(second, made);
    return made;
  }
}

/** Which bucket a latency is counted in. */
export function bucketOf(latencyMs: number): number {
  return LATENCY_BOUNDS.findIndex((bound) => latencyMs <= bound);
}
