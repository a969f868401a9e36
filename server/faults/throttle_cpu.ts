import type { CancelTimer, Timer } from "@netops/core";
import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { goneBefore } from "./pause.ts";
import type { RunState } from "./run_state.ts";

/** One turn of running and standing still. Short against timeouts, long against a signal. */
const TURN_MS = 100;

/**
 * Lets an instance run only a share of the time, as if others had the CPU.
 *
 * runMs = runRatio · 100 of every 100 ms; for the rest its group is stopped.
 */
export class ThrottleCpu implements ProcessHold {
  readonly keeps = "lease";
  hits = 0;
  readonly #instance: string;
  readonly #runRatio: number;
  readonly #parts: ThrottleParts;
  #cancelTurns: CancelTimer = () => undefined;
  #cancelRelease: CancelTimer = () => undefined;

  /** Throttles nothing yet. */
  constructor(instance: string, runRatio: number, parts: ThrottleParts) {
    this.#instance = instance;
    this.#runRatio = runRatio;
    this.#parts = parts;
  }

  begin(): void {
    const { world, timer } = this.#parts;
    if (world.find(this.#instance) === undefined) throw goneBefore(this.#instance, "throttle");
    this.#turn();
    this.#cancelTurns = timer.every(TURN_MS, () => this.#turn());
  }

  end(): void {
    this.#cancelTurns();
    this.#cancelRelease();
    this.#parts.runState.release(this.#instance, this);
  }

  isFelt(): boolean {
    return this.hits > 0 && this.#parts.world.find(this.#instance) !== undefined;
  }

  isLeft(): boolean {
    return this.#parts.runState.isStuck(this.#instance);
  }

  #turn(): void {
    const { runState, timer } = this.#parts;
    if (!runState.hold(this.#instance, this)) return;
    this.hits++;
    const stillMs = TURN_MS * (1 - this.#runRatio);
    this.#cancelRelease = timer.after(stillMs, () => runState.release(this.#instance, this));
  }
}

/** What throttling works with. */
export interface ThrottleParts {
  readonly world: FaultWorld;
  readonly runState: RunState;
  readonly timer: Timer;
}
