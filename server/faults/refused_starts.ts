import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { goneBefore } from "./pause.ts";

/** Lets nobody take a seat that becomes free, as when no machine can be had; who sits there stays. */
export class RefusedStarts implements ProcessHold {
  readonly keeps = "seat";
  hits = 0;
  readonly #seat: string;
  readonly #world: FaultWorld;

  /** Refuses nothing yet. @throws {NetopsError} NOT_FOUND */
  constructor(instance: string, world: FaultWorld) {
    const found = world.find(instance);
    if (found === undefined) throw goneBefore(instance, "refuse starts for");
    this.#seat = found.seat;
    this.#world = world;
  }

  begin(): void {
    this.hits++;
  }

  end(): void {
    this.#world.forgive(this.#seat);
  }

  isFelt(): boolean {
    return true;
  }

  isLeft(): boolean {
    return this.#world.isWanted(this.#seat) && this.#world.holderOf(this.#seat)?.isUp !== true;
  }
}
