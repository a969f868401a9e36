import type { HeldBytes } from "./held_bytes.ts";
import { NO_DATA, type Piece, timed } from "./piece.ts";
import { Stage } from "./stage.ts";

/** The longest piece that is read at once. */
export const MOST_READ_BYTES = 64 * 1024;

const MOST_MOVES = 64;

/**
 * The toxics of one direction of one connection, in the order in which they were added.
 *
 * Pieces carry the time at which they may leave each stage, so that the sum of delays is exact however
 * late the timer is. A stage hands over only when the next one has room, which holds the sender back.
 * Pure: the caller says what time it is and takes what comes out.
 */
export class Chain {
  readonly #head: Stage;
  #stages: Stage[];
  #out: Piece[] = [];
  #isSinkBusy = false;
  /** Whether there may be a stage without a toxic that only empties itself. */
  #hasRetired = false;
  #sinkFreedAtMs = -Infinity;
  #isBypassed = true;

  readonly #all: HeldBytes;

  /** Begins without toxics; `all` counts what waits in every chain. */
  constructor(all: HeldBytes) {
    this.#all = all;
    this.#head = new Stage(all);
    this.#stages = [this.#head];
  }

  /** Whether bytes may go past the chain: no toxic, and nothing on its way. */
  get isBypassed(): boolean {
    // Kept, as this is asked for every piece: to look into the stages costs cache misses.
    this.#isBypassed ||= this.#stages.length === 1 && this.#out.length === 0 &&
      !this.#isSinkBusy && this.#head.head === undefined;
    return this.#isBypassed;
  }

  /** Whether the source may be read. */
  get hasRoom(): boolean {
    return this.#head.hasRoom && this.heldBytes <= this.#all.mostInChainBytes;
  }

  /** How much may be read at once. */
  get readBytes(): number {
    if (this.#stages.length === 1) return MOST_READ_BYTES;
    return this.#stages.reduce((least, stage) => Math.min(least, stage.readBytes), MOST_READ_BYTES);
  }

  /** Bytes that wait in the chain. */
  get heldBytes(): number {
    const out = this.#out.reduce((sum, piece) => sum + piece.data.byteLength, 0);
    return this.#stages.reduce((sum, stage) => sum + stage.heldBytes, out);
  }

  /** Names of the toxics that act here. */
  get active(): string[] {
    return this.#stages.flatMap((stage) =>
      stage.isActive && stage.name !== undefined ? [stage.name] : []
    );
  }

  /** Monotonic time at which {@linkcode Chain.advance} has something to do; Infinity for never. */
  get nextMs(): number {
    return this.#stages.reduce((least, stage, index) => {
      const dueMs = this.#isBlocked(index) ? Infinity : stage.head?.dueMs ?? Infinity;
      return Math.min(least, stage.wakeMs, dueMs);
    }, Infinity);
  }

  /** Puts what was read at `nowMs` at the beginning. */
  push(piece: Pick<Piece, "kind" | "data" | "path">, nowMs: number): void {
    this.#isBypassed = false;
    this.#head.admit({ ...piece, atMs: nowMs, dueMs: nowMs });
  }

  /** Adds a toxic at the end. */
  add(stage: Stage): void {
    this.#isBypassed = false;
    this.#stages.push(stage);
  }

  /** Finds the stage of a toxic. */
  find(name: string): Stage | undefined {
    return this.#stages.find((stage) => stage.name === name);
  }

  /** Takes a toxic out; what waited in it goes on at once, before everything that came later. */
  remove(name: string, nowMs: number): void {
    this.find(name)?.retire(nowMs);
    this.#hasRetired = true;
    this.#prune();
  }

  /** Gives up everything that waits. */
  drop(): void {
    for (const stage of this.#stages) stage.drain();
    this.#out = [];
  }

  /**
   * Moves what is due, at most 64 moves at a time, so that no connection keeps the process from others and
   * from its API; {@linkcode Chain.nextMs} is then in the past.
   */
  advance(nowMs: number): void {
    for (const stage of this.#stages) stage.wake(nowMs);
    let left = MOST_MOVES;
    for (let before = left + 1; left > 0 && left < before;) {
      before = left;
      for (let index = this.#stages.length - 1; index >= 0; index--) {
        while (left > 0 && this.#moveOne(index, nowMs)) left--;
      }
    }
    this.#prune();
  }

  /** Takes what comes out next; the sink is busy until {@linkcode Chain.sinkFreed}. */
  take(): Piece | undefined {
    const next = this.#out[0];
    if (next === undefined || (this.#isSinkBusy && next.isUrgent !== true)) return undefined;
    this.#isSinkBusy = true;
    return this.#out.shift();
  }

  /** Says that what was taken is written. */
  sinkFreed(nowMs: number): void {
    this.#isSinkBusy = false;
    this.#sinkFreedAtMs = nowMs;
  }

  #prune(): void {
    if (!this.#hasRetired) return;
    this.#stages = this.#stages.filter((stage) => !stage.isSpent);
    this.#hasRetired = this.#stages.some((stage) => stage.isRetired);
  }

  #moveOne(index: number, nowMs: number): boolean {
    const stage = this.#stages[index];
    const head = stage?.head;
    if (stage === undefined || head === undefined || head.dueMs > nowMs) return false;
    if (this.#isBlocked(index)) return false;
    stage.shift();
    const next = this.#stages[index + 1];
    const atMs = next?.arrivalMs(head) ?? Math.max(head.dueMs, this.#sinkFreedAtMs);
    stage.freedAtMs = atMs;
    if (next === undefined) this.#emit(head);
    else next.admit(timed(head, atMs, head.dueMs));
    return true;
  }

  #emit(piece: Piece): void {
    // What ends the connection at once does not wait for a sink that takes nothing.
    if (piece.isUrgent === true) this.#out = [piece];
    else this.#out.push(piece);
  }

  #isBlocked(index: number): boolean {
    if (this.#stages[index]?.head?.isUrgent === true) return false;
    const next = this.#stages[index + 1];
    return next === undefined ? this.#out.length > 0 || this.#isSinkBusy : !next.hasRoom;
  }
}

/** The end of a direction, to be pushed. */
export const END: Pick<Piece, "kind" | "data" | "path"> = {
  kind: "end",
  data: NO_DATA,
  path: undefined,
};
