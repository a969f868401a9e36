import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { goneBefore } from "./pause.ts";

/** Kills an instance and keeps its seat empty until the fault ends. */
export class Outage implements ProcessHold {
  readonly keeps = "seat";
  hits = 0;
  /** Whom it killed last: its death shows later than the signal is sent. Some keep their id, none its pid. */
  #killedPid: number | undefined;
  readonly #seat: string;
  readonly #world: FaultWorld;

  /** Takes nothing away yet. @throws {NetopsError} NOT_FOUND */
  constructor(instance: string, world: FaultWorld) {
    const found = world.find(instance);
    if (found === undefined) throw goneBefore(instance, "take away");
    this.#seat = found.seat;
    this.#world = world;
  }

  begin(): void {
    const holder = this.#world.holderOf(this.#seat);
    if (holder !== undefined && this.#world.signal(holder.id, "SIGKILL")) {
      this.#killedPid = holder.pid;
    }
    this.hits++;
  }

  end(): void {
    this.#world.forgive(this.#seat);
  }

  isFelt(): boolean {
    return this.#world.holderOf(this.#seat)?.isUp !== true;
  }

  isLeft(): boolean {
    if (!this.#world.isWanted(this.#seat)) return false;
    return this.isFelt() || this.#world.holderOf(this.#seat)?.pid === this.#killedPid;
  }
}
