/** Which calls a share is computed over. */
export type CallWindowOptions =
  | { readonly kind: "count"; readonly size: number }
  | { readonly kind: "time"; readonly durationMs: number; readonly buckets?: number };

/** Counts of calls, failures and slow calls over a window. */
export interface CallWindow {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
  record(failed: boolean, slow: boolean, nowMs: number): void;
  /** Forgets what has left the window by `nowMs`. */
  turn(nowMs: number): void;
  reset(nowMs: number): void;
}

/** Makes an empty window. */
export function createCallWindow(options: CallWindowOptions): CallWindow {
  return options.kind === "count"
    ? new CountWindow(options.size)
    : new TimeWindow(options.durationMs, options.buckets ?? 10);
}

const FAILED = 1;
const SLOW = 2;

/** The last `size` calls, one byte each in a ring. */
class CountWindow implements CallWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #ring: Uint8Array;
  #next = 0;

  constructor(size: number) {
    this.#ring = new Uint8Array(size);
  }

  record(failed: boolean, slow: boolean, _nowMs: number): void {
    const ring = this.#ring;
    if (this.calls === ring.length) {
      const old = ring[this.#next] as number;
      if (old !== 0) {
        this.failures -= old & FAILED;
        this.slow -= (old & SLOW) >> 1;
      }
    } else this.calls++;
    ring[this.#next] = (failed ? FAILED : 0) | (slow ? SLOW : 0);
    if (failed) this.failures++;
    if (slow) this.slow++;
    this.#next = this.#next + 1 === ring.length ? 0 : this.#next + 1;
  }

  turn(_nowMs: number): void {}

  reset(_nowMs: number): void {
    this.calls =
      this.failures =
      this.slow =
      this.#next =
        0;
  }
}

const FIELDS = 3;

/** The calls of the last `durationMs`, in a ring of buckets of three counters each. */
class TimeWindow implements CallWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #ring: Int32Array;
  readonly #buckets: number;
  readonly #bucketMs: number;
  #head = 0;
  #headEndsMs = -Infinity;

  constructor(durationMs: number, buckets: number) {
    this.#ring = new Int32Array(buckets * FIELDS);
    this.#buckets = buckets;
    this.#bucketMs = durationMs / buckets;
  }

  record(failed: boolean, slow: boolean, nowMs: number): void {
    if (nowMs >= this.#headEndsMs) this.turn(nowMs);
    const ring = this.#ring;
    const at = this.#head * FIELDS;
    ring[at] = (ring[at] as number) + 1;
    this.calls++;
    if (failed) {
      ring[at + 1] = (ring[at + 1] as number) + 1;
      this.failures++;
    }
    if (slow) {
      ring[at + 2] = (ring[at + 2] as number) + 1;
      this.slow++;
    }
  }

  turn(nowMs: number): void {
    if (nowMs < this.#headEndsMs) return;
    if (nowMs - this.#headEndsMs >= this.#bucketMs * this.#buckets) return this.reset(nowMs);
    while (nowMs >= this.#headEndsMs) {
      this.#head = this.#head + 1 === this.#buckets ? 0 : this.#head + 1;
      this.#headEndsMs += this.#bucketMs;
      this.#drop(this.#head * FIELDS);
    }
  }

  reset(nowMs: number): void {
    this.#ring.fill(0);
    this.calls =
      this.failures =
      this.slow =
      this.#head =
        0;
    this.#headEndsMs = (Math.floor(nowMs / this.#bucketMs) + 1) * this.#bucketMs;
  }

  #drop(at: number): void {
    const ring = this.#ring;
    this.calls -= ring[at] as number;
    this.failures -= ring[at + 1] as number;
    this.slow -= ring[at + 2] as number;
    ring.fill(0, at, at + FIELDS);
  }
}
