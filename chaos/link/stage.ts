import { matchesGlob } from "./glob.ts";
import { HeldBytes } from "./held_bytes.ts";
import { type Piece, timed } from "./piece.ts";
import { PASS } from "./create_rule.ts";
import type { StageRule } from "./stage_rule.ts";
import type { Toxic } from "./toxic.ts";

/** No more pieces than this wait side by side, however small they are. */
const MOST_PIECES = 1_024;

/** The toxic of a stage. */
export interface StageToxic {
  readonly toxic: Toxic;
  readonly rule: StageRule;
  /** Whether it acts on this connection. */
  readonly isActive: boolean;
}

/** One toxic's place in one direction of one connection: its rule, and what waits there in order. */
export class Stage {
  /** Monotonic time at which it last let something go; what came before had to wait until then. */
  freedAtMs = -Infinity;
  #rule: StageRule;
  #toxic: Toxic | undefined;
  #isActive: boolean;
  #isRetired = false;
  #queue: Piece[] = [];
  #heldBytes = 0;
  #pathAsked: string | undefined;
  #pathMatches = false;

  readonly #all: HeldBytes;

  /** A stage without a toxic lets everything through; `all` counts what waits in every stage. */
  constructor(all: HeldBytes, toxic?: StageToxic) {
    this.#all = all;
    this.#rule = toxic?.rule ?? PASS;
    this.#toxic = toxic?.toxic;
    this.#isActive = toxic?.isActive ?? true;
  }

  /** The name of its toxic. */
  get name(): string | undefined {
    return this.#toxic?.name;
  }

  /** Whether its toxic acts on this connection. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** Whether it has lost its toxic and only empties itself. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Whether it has nothing to do any more. */
  get isSpent(): boolean {
    return this.#isRetired && this.#queue.length === 0;
  }

  /** Bytes that wait here. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether the stage before may hand something over. */
  get hasRoom(): boolean {
    if (this.#queue.length === 0) return true;
    return this.#heldBytes < this.#rule.capacityBytes && this.#queue.length < MOST_PIECES &&
      this.#all.hasRoom;
  }

  /** What leaves next. */
  get head(): Piece | undefined {
    return this.#queue[0];
  }

  /** How long the pieces may be that it takes without doing too much at once. */
  get readBytes(): number {
    return this.#toxic?.type === "slicer" && this.#isActive
      ? 512 * Math.max(1, this.#toxic.attributes["average_size"] ?? 0)
      : Infinity;
  }

  /** When a piece that leaves the stage before comes in here: not before there was room for it. */
  arrivalMs(piece: Piece): number {
    return this.#rule.capacityBytes > 0 ? piece.dueMs : Math.max(piece.dueMs, this.freedAtMs);
  }

  /** Monotonic time at which it does something without a piece. */
  get wakeMs(): number {
    return this.#isActive ? this.#rule.wakeMs ?? Infinity : Infinity;
  }

  /** Takes a piece in. */
  admit(piece: Piece): void {
    if (this.#rule === PASS || !this.#isActive || !this.#covers(piece.path)) {
      return this.#add(timed(piece, piece.atMs, piece.atMs));
    }
    for (const part of this.#rule.admit(piece)) this.#add(part);
  }

  /** Does what is due at `nowMs` without a piece. */
  wake(nowMs: number): void {
    if (this.wakeMs > nowMs) return;
    for (const part of this.#rule.wake?.() ?? []) this.#add(part);
  }

  /** Lets the head go. */
  shift(): Piece | undefined {
    const piece = this.#queue.shift();
    this.#hold(-(piece?.data.byteLength ?? 0));
    return piece;
  }

  /** Takes a changed toxic; what waits is judged anew from when it came. */
  update(toxic: Toxic, isActive: boolean, nowMs: number): void {
    const waiting = this.drain();
    this.#toxic = toxic;
    this.#isActive = isActive;
    this.#pathAsked = undefined;
    this.#rule.update(toxic.attributes, nowMs);
    for (const piece of waiting) this.admit(piece);
  }

  /** Loses its toxic; what waits goes on from `nowMs`, as fast as the next stage takes it. */
  retire(nowMs: number): void {
    const waiting = this.drain();
    this.#rule = PASS;
    this.#toxic = undefined;
    this.#isActive = false;
    this.#isRetired = true;
    for (const piece of waiting) this.#add(timed(piece, nowMs, nowMs));
  }

  /** Gives up everything that waits here except the faults, in order. */
  drain(): Piece[] {
    const waiting = this.#queue.filter((piece) => piece.isUrgent !== true);
    this.#queue = [];
    this.#hold(-this.#heldBytes);
    return waiting;
  }

  #add(piece: Piece): void {
    if (piece.isUrgent === true && piece.kind === "close") this.drain();
    const last = this.#queue[this.#queue.length - 1]?.dueMs ?? -Infinity;
    // Nothing overtakes: a stream keeps its order.
    this.#queue.push(last > piece.dueMs ? timed(piece, piece.atMs, last) : piece);
    this.#hold(piece.data.byteLength);
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    this.#all.change(bytes);
  }

  #covers(path: string | undefined): boolean {
    const match = this.#toxic?.match;
    if (match === undefined) return true;
    if (path === undefined) return false;
    if (path !== this.#pathAsked) {
      this.#pathAsked = path;
      this.#pathMatches = matchesGlob(match, path);
    }
    return this.#pathMatches;
  }
}
