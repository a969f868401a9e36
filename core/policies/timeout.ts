import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import { Call } from "./call.ts";
import { failAll, type Passage, type Stage, succeedAll } from "./passage.ts";
import type { Step, StepPolicy } from "./policy.ts";
import type { TimingWheel, WheelEntry } from "./timing_wheel.ts";

/** What a timeout is made of. */
export interface TimeoutOptions {
  /** How long a call may take, in ms; more than 0. */
  readonly timeoutMs: number;
  readonly wheel: TimingWheel;
  readonly clock: Clock;
}

/**
 * Gives a call up after a time: the caller gets TIMED_OUT at once, the work's signal aborts.
 *
 * All deadlines share one wheel, so a call costs no timer.
 */
export class TimeoutPolicy implements StepPolicy {
  readonly #options: TimeoutOptions;

  /** Makes a timeout. */
  constructor(options: TimeoutOptions) {
    this.#options = options;
  }

  /** The wheel that holds the deadlines. */
  get wheel(): TimingWheel {
    return this.#options.wheel;
  }

  /** Runs `next` under the timeout. */
  wrap(next: Step): Step {
    const { clock } = this.#options;
    const stage: Stage = { guards: [], timed: false, recover: undefined, clock };
    return (call) => this.run(call, next, { stage, tokens: [], startedMs: call.startedMs });
  }

  /** Runs `next` under the timeout and tells the guards of `passage` how it ended. */
  run(call: Call, next: Step, passage: Passage): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const attempt = new TimedCall(call, this.#options, passage);
      attempt.settle(resolve, reject);
      this.#options.wheel.schedule(attempt, this.#options.timeoutMs);
      next(attempt).then((value) => attempt.succeed(value), (error) => attempt.fail(error));
    });
  }
}

/** Makes a timeout policy. */
export function timeout(options: TimeoutOptions): TimeoutPolicy {
  if (!(options.timeoutMs > 0)) {
    throw new NetopsError("CONFIG_INVALID", `Cannot use a timeout of ${options.timeoutMs} ms`);
  }
  return new TimeoutPolicy(options);
}

/** A call that is its own entry on the wheel: one object for all that a timed call needs. */
class TimedCall extends Call implements WheelEntry {
  wheelPrevious: WheelEntry | undefined = undefined;
  wheelNext: WheelEntry | undefined = undefined;
  wheelSlot = -1;
  wheelDue = 0;
  readonly #outer: Call;
  readonly #options: TimeoutOptions;
  readonly #passage: Passage;
  #resolve: ((value: unknown) => void) | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  constructor(call: Call, options: TimeoutOptions, passage: Passage) {
    super(call.work, passage.startedMs, { attempt: call.attempt, parent: call });
    this.#outer = call;
    this.#options = options;
    this.#passage = passage;
  }

  settle(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  succeed(value: unknown): void {
    if (!this.#options.wheel.cancel(this)) return;
    succeedAll(this.#passage);
    this.#resolve?.(value);
  }

  fail(error: unknown): void {
    if (this.#options.wheel.cancel(this)) this.#end(error);
  }

  expire(): void {
    const error = new NetopsError(
      "TIMED_OUT",
      `Cannot wait longer for an answer as ${this.#options.timeoutMs} ms have passed`,
    );
    this.abort(error);
    this.#end(error);
  }

  #end(error: unknown): void {
    failAll(this.#passage, error);
    const { recover } = this.#passage.stage;
    if (recover === undefined) this.#reject?.(error);
    else this.#resolve?.(recover(this.#outer, error));
  }
}
