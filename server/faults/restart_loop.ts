import type { CancelTimer, Timer } from "@netops/core";
import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { goneBefore } from "./pause.ts";

/** Kills whoever sits on a seat as soon as it is up, again and again. */
export class RestartLoop implements ProcessHold {
  readonly keeps = "nothing";
  hits = 0;
  /** Whom it killed last: its death shows later than the signal is sent. Some keep their id, none its pid. */
  #killedPid: number | undefined;
  readonly #seat: string;
  readonly #everyMs: number;
  readonly #world: FaultWorld;
  readonly #timer: Timer;
  #cancel: CancelTimer = () => undefined;

  /** Kills nothing yet. @throws {NetopsError} NOT_FOUND */
  constructor(
    instance: string,
    everyMs: number,
    options: { readonly world: FaultWorld; readonly timer: Timer },
  ) {
    const found = options.world.find(instance);
    if (found === undefined) throw goneBefore(instance, "restart");
    this.#seat = found.seat;
    this.#everyMs = everyMs;
    this.#world = options.world;
    this.#timer = options.timer;
  }

  begin(): void {
    this.#kill();
    this.#cancel = this.#timer.every(this.#everyMs, () => this.#kill());
  }

  end(): void {
    this.#cancel();
    this.#world.forgive(this.#seat);
  }

  isFelt(): boolean {
    return this.#world.holderOf(this.#seat)?.isUp !== true;
  }

  isLeft(): boolean {
    if (!this.#world.isWanted(this.#seat)) return false;
    return this.isFelt() || this.#world.holderOf(this.#seat)?.pid === this.#killedPid;
  }

  #kill(): void {
    this.#world.forgive(this.#seat);
    const holder = this.#world.holderOf(this.#seat);
    if (holder === undefined || holder.isStopping) return;
    if (!this.#world.signal(holder.id, "SIGKILL")) return;
    this.#killedPid = holder.pid;
    this.hits++;
  }
}
