import type { Clock } from "@netops/core";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Lets a disk fail: counts it, and leaves the disk alone for a while, from 1 s doubled up to 30 s. */
export class DiskGuard {
  /** Attempts that failed. */
  failures = 0;
  /** What the last failed attempt said; undefined while the disk works. */
  failing: string | undefined;
  readonly #clock: Clock;
  #waitMs = FIRST_WAIT_MS;
  #retryAtMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs what writes, unless the disk failed just now; says whether it is done. */
  write(run: () => void): boolean {
    if (this.#clock.monotonicMs() < this.#retryAtMs) return false;
    const isDone = this.attempt(run);
    if (isDone) {
      this.failing = undefined;
      this.#waitMs = FIRST_WAIT_MS;
      return true;
    }
    this.#retryAtMs = this.#clock.monotonicMs() + this.#waitMs;
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    return false;
  }

  /** Runs what frees space or reads, at any time; says whether it is done. */
  attempt(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (thrown) {
      this.failures++;
      this.failing = thrown instanceof Error ? thrown.message : String(thrown);
      return false;
    }
  }
}
