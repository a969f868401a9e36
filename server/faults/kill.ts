import type { Clock } from "@netops/core";
import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { goneBefore } from "./pause.ts";

/** Whoever was asked to end and lives longer does not listen: then nothing was done to it. */
const HEEDS_MS = 10_000;

/** Ends an instance at once, or asks it to end; fleet fills its seat as after any death. */
export class Kill implements ProcessHold {
  readonly keeps = "nothing";
  hits = 0;
  readonly #instance: string;
  /** Some keep their id over a death, none its pid. */
  readonly #pid: number;
  readonly #seat: string;
  readonly #signal: "SIGKILL" | "SIGTERM";
  readonly #world: FaultWorld;
  readonly #clock: Clock;
  #begunMs = 0;

  /** Kills nothing yet. @throws {NetopsError} NOT_FOUND */
  constructor(
    instance: string,
    signal: "SIGKILL" | "SIGTERM",
    { world, clock }: { readonly world: FaultWorld; readonly clock: Clock },
  ) {
    const found = world.find(instance);
    if (found === undefined) throw goneBefore(instance, "end");
    this.#instance = instance;
    this.#pid = found.pid;
    this.#seat = found.seat;
    this.#signal = signal;
    this.#world = world;
    this.#clock = clock;
  }

  begin(): void {
    if (!this.#world.signal(this.#instance, this.#signal)) throw goneBefore(this.#instance, "end");
    this.#begunMs = this.#clock.monotonicMs();
    this.hits++;
  }

  /** A dead process is not undone, but its seat need not wait. */
  end(): void {
    this.#world.forgive(this.#seat);
  }

  isFelt(): boolean {
    return this.#world.holderOf(this.#seat)?.isUp !== true;
  }

  /** Until another one serves: its death shows a little later than the signal is sent. */
  isLeft(): boolean {
    if (!this.#world.isWanted(this.#seat)) return false;
    const isOld = this.#world.holderOf(this.#seat)?.pid === this.#pid;
    if (!isOld) return this.isFelt();
    return this.#signal === "SIGKILL" || this.#clock.monotonicMs() - this.#begunMs < HEEDS_MS;
  }
}
