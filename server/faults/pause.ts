import { NetopsError } from "@netops/core";
import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import type { RunState } from "./run_state.ts";

/** Stops every process of an instance by SIGSTOP: it hangs, and its sockets stay open. */
export class Pause implements ProcessHold {
  readonly keeps = "lease";
  hits = 0;
  readonly #instance: string;
  readonly #world: FaultWorld;
  readonly #runState: RunState;

  /** Pauses nothing yet. */
  constructor(instance: string, world: FaultWorld, runState: RunState) {
    this.#instance = instance;
    this.#world = world;
    this.#runState = runState;
  }

  begin(): void {
    if (!this.#runState.hold(this.#instance, this)) throw goneBefore(this.#instance, "pause");
    this.hits++;
  }

  end(): void {
    this.#runState.release(this.#instance, this);
  }

  isFelt(): boolean {
    const found = this.#world.find(this.#instance);
    if (found === undefined) return false;
    return this.#world.membersOf(found.pid).some((pid) => this.#world.isStopped(pid) === true);
  }

  isLeft(): boolean {
    return this.#runState.isStuck(this.#instance);
  }
}

/** The instance is not there (any more). */
export function goneBefore(instance: string, what: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot ${what} ${instance} as it is gone`, {
    fix: "netops ps",
  });
}
