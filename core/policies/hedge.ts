import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import type { CancelTimer } from "../ports/timer.ts";
import type { Call } from "./call.ts";
import type { Step, StepPolicy } from "./policy.ts";
import type { RetryBudget } from "./retry_budget.ts";
import type { TimingWheel } from "./timing_wheel.ts";

/** When a second copy is sent; only for work that is safe to do twice. */
export interface HedgeOptions {
  /** Sends another copy when no answer came after so many ms. */
  readonly afterMs: number;
  /** Copies besides the first, 1 or more; 1. */
  readonly maxHedges?: number;
  readonly wheel: TimingWheel;
  readonly clock: Clock;
  /** A hedge takes from the same budget as a retry. */
  readonly budget?: RetryBudget;
  readonly onHedge?: (attempt: number) => void;
}

/**
 * Sends another copy of a slow call; the first success wins and the others are given up.
 *
 * It fails when all copies that were sent have failed, with the last error.
 */
export function hedge(options: HedgeOptions): StepPolicy {
  if (!(options.afterMs >= 0) || !((options.maxHedges ?? 1) >= 1)) {
    throw new NetopsError(
      "CONFIG_INVALID",
      "Cannot hedge as afterMs or maxHedges is out of bounds",
    );
  }
  return {
    wrap: (next) => (call) => {
      options.budget?.request(call.startedMs);
      return new Promise((resolve, reject) => {
        new HedgedCall(options, next, call).run(resolve, reject);
      });
    },
  };
}

/** The copies of one call. */
class HedgedCall {
  readonly #options: HedgeOptions;
  readonly #next: Step;
  readonly #call: Call;
  readonly #copies: Call[] = [];
  #running = 0;
  #cancel: CancelTimer = () => undefined;

  constructor(options: HedgeOptions, next: Step, call: Call) {
    this.#options = options;
    this.#next = next;
    this.#call = call;
  }

  run(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
    const nowMs = this.#options.clock.monotonicMs();
    const copy = this.#call.fork(this.#call.attempt + this.#copies.length, nowMs);
    this.#copies.push(copy);
    this.#running++;
    this.#next(copy).then((value) => {
      this.#end(copy);
      resolve(value);
    }, (error) => {
      if (--this.#running > 0) return;
      this.#cancel();
      reject(error);
    });
    if (this.#copies.length > (this.#options.maxHedges ?? 1)) return;
    this.#cancel = this.#options.wheel.after(this.#options.afterMs, () => {
      if (this.#call.aborted || !this.#affordable()) return;
      this.#options.onHedge?.(this.#copies.length + 1);
      this.run(resolve, reject);
    });
  }

  #affordable(): boolean {
    const { budget, clock } = this.#options;
    return budget === undefined || budget.tryRetry(clock.monotonicMs());
  }

  #end(winner: Call): void {
    this.#cancel();
    for (const copy of this.#copies) {
      if (copy !== winner) copy.abort(new DOMException("Another copy answered", "AbortError"));
    }
  }
}
