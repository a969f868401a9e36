import type { Clock } from "../ports/clock.ts";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;

  /** Starts at `wallMs`; monotonic time starts at 0. */
  constructor(wallMs = 1_700_000_000_000) {
    this.#wallMs = wallMs;
  }

  /** The wall time a test set. */
  nowMs(): number {
    return this.#wallMs;
  }

  /** The monotonic time a test advanced to. */
  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Moves both times forward. */
  advance(durationMs: number): void {
    this.#wallMs += durationMs;
    this.#monotonicMs += durationMs;
  }

  /** Jumps the wall time only, as a wrong or corrected system clock does. */
  jumpWall(durationMs: number): void {
    this.#wallMs += durationMs;
  }
}
