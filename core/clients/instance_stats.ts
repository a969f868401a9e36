/** Errors fade with this time constant: after 30 s five hundredths are left. */
const FADE_MS = 10_000;

/** Whoever was not thrown out for so long starts with a clean sheet. */
const FORGIVE_MS = 60_000;

/** What callers know of one instance from their own calls; everything fades within about 30 s. */
export class InstanceStats {
  /** Requests that wait for their response's head. */
  inFlight = 0;
  /** Whether it ever answered: one that did not gets one request at a time. */
  answered = false;
  /** Failures since the last success. */
  consecutiveFailures = 0;
  /** Since when it warms up, in monotonic ms: seen first, or back from an ejection. */
  warmFromMs: number;
  #ejectedUntilMs = -Infinity;
  #ejections = 0;
  #calls = 0;
  #failures = 0;
  #atMs: number;

  /** Knows nothing yet; the instance is new at `nowMs`. */
  constructor(nowMs: number) {
    this.warmFromMs = nowMs;
    this.#atMs = nowMs;
  }

  /** Records the end of a request. */
  record(failed: boolean, nowMs: number): void {
    this.#fade(nowMs);
    this.#calls++;
    if (failed) {
      this.#failures++;
      this.consecutiveFailures++;
    } else {
      this.answered = true;
      this.consecutiveFailures = 0;
    }
  }

  /** Calls that are still remembered. */
  calls(nowMs: number): number {
    this.#fade(nowMs);
    return this.#calls;
  }

  /** errorRatio = failures / (calls + 1), both faded by e^(−t / 10 s); 0 to 1. */
  errorRatio(nowMs: number): number {
    if (this.#failures === 0) return 0;
    this.#fade(nowMs);
    return this.#failures / (this.#calls + 1);
  }

  /** Whether it gets no requests at `nowMs`. */
  isEjected(nowMs: number): boolean {
    return nowMs < this.#ejectedUntilMs;
  }

  /**
   * Gives it no requests for a while; returns how long, in ms: baseMs · 2^(ejections − 1), at most
   * 30 s. It warms up again when it comes back.
   */
  eject(nowMs: number, baseMs: number): number {
    if (nowMs - this.#ejectedUntilMs > FORGIVE_MS) this.#ejections = 0;
    const durationMs = Math.min(30_000, baseMs * 2 ** this.#ejections);
    this.#ejections++;
    this.#ejectedUntilMs = this.warmFromMs = nowMs + durationMs;
    this.consecutiveFailures = 0;
    return durationMs;
  }

  #fade(nowMs: number): void {
    const passedMs = nowMs - this.#atMs;
    if (passedMs <= 0) return;
    const left = Math.exp(-passedMs / FADE_MS);
    this.#calls *= left;
    this.#failures = this.#failures * left < 1e-3 ? 0 : this.#failures * left;
    this.#atMs = nowMs;
  }
}
