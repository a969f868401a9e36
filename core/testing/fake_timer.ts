import type { CancelTimer, Timer } from "../ports/timer.ts";
import { FakeClock } from "./fake_clock.ts";

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A timer over a {@linkcode FakeClock}: time passes only in `advance`. */
export class FakeTimer implements Timer {
  /** The clock that this timer moves. */
  readonly clock: FakeClock;
  #pending = new Set<Pending>();
  #order = 0;

  /** Uses `clock`, or one of its own. */
  constructor(clock: FakeClock = new FakeClock()) {
    this.clock = clock;
  }

  /** How many timers are pending: what a test expects to be 0 at its end. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Calls `run` once when `delayMs` have been advanced. */
  after(delayMs: number, run: () => void): CancelTimer {
    const pending = {
      dueMs: this.clock.monotonicMs() + Math.max(0, delayMs),
      order: this.#order++,
      run,
    };
    this.#pending.add(pending);
    return () => void this.#pending.delete(pending);
  }

  /** Calls `run` each time `intervalMs` have been advanced. */
  every(intervalMs: number, run: () => void): CancelTimer {
    let cancel: CancelTimer = () => undefined;
    const again = () => {
      cancel = this.after(intervalMs, again);
      run();
    };
    cancel = this.after(intervalMs, again);
    return () => cancel();
  }

  /** Resolves when `delayMs` have been advanced, or rejects when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(delayMs, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      }, { once: true });
    });
  }

  /** Lets `durationMs` pass: runs what is due, in order of time, and lets promises settle in between. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.clock.monotonicMs() + durationMs;
    await this.settle();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.clock.advance(next.dueMs - this.clock.monotonicMs());
      this.#pending.delete(next);
      next.run();
      await this.settle();
    }
    this.clock.advance(endMs - this.clock.monotonicMs());
    await this.settle();
  }

  /** Lets pending promise callbacks run without moving time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  }

  #next(endMs: number): Pending | undefined {
    let best: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.dueMs > endMs) continue;
      const earlier = best === undefined || pending.dueMs < best.dueMs ||
        pending.dueMs === best.dueMs && pending.order < best.order;
      if (earlier) best = pending;
    }
    return best;
  }
}
