/** How many requests had come at a moment. */
interface Sample {
  readonly atMs: number;
  readonly requests: number;
}

const WINDOW_MS = 5_000;
const LEAST_MS = 900;

/** Requests a second over the last 5 s, out of a counter that only grows. */
export class RequestRate {
  #samples: readonly Sample[] = [];

  /** Takes the counter as it is now; one that fell back begins anew. */
  see(requests: number, atMs: number): void {
    const last = this.#samples.at(-1);
    const kept = last !== undefined && requests < last.requests
      ? []
      : this.#samples.filter((sample, at, all) =>
        atMs - sample.atMs <= WINDOW_MS || at === all.length - 1
      );
    this.#samples = [...kept, { atMs, requests }];
  }

  /** Undefined before there is enough to say. */
  get perSecond(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const tookMs = last.atMs - first.atMs;
    return tookMs < LEAST_MS ? undefined : (last.requests - first.requests) * 1_000 / tookMs;
  }
}
