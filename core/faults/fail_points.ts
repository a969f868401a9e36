import type { FailPoint, FaultEffect, InnerEffect } from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { Timer } from "../ports/timer.ts";
import type { ActiveFault } from "./active_fault.ts";
import type { FaultBook } from "./fault_book.ts";
import { pause } from "./pause.ts";

type FailPointEffect = Extract<InnerEffect, { type: "fail-point" }>;

/** How a place is made to fail. */
export type FailMode = FailPointEffect["mode"];

/** What fail points work with. */
export interface FailPointsOptions {
  readonly book: Pick<FaultBook, "pointFaults" | "hit">;
  readonly timer: Timer;
}

/**
 * The places in the code of a process at which a dependency can be made to fail.
 *
 * Each place says once that it is there, so that a fault is refused that nobody would feel, and asks
 * each time whether it is to fail; while nothing is, that is one comparison.
 */
export class FailPoints {
  readonly #options: FailPointsOptions;
  readonly #places = new Map<FailPoint, Set<FailMode>>();
  readonly #listeners = new Map<FailPoint, Set<(fault: ActiveFault, mode: FailMode) => void>>();

  /** Asks the faults of a book. */
  constructor(options: FailPointsOptions) {
    this.#options = options;
  }

  /** Says that this process asks for `point`, and how it can fail there. */
  offer(point: FailPoint, modes: readonly FailMode[]): void {
    const known = this.#places.get(point) ?? new Set();
    for (const mode of modes) known.add(mode);
    this.#places.set(point, known);
  }

  /** Whether an effect is one on a place of this process. */
  offers(effect: FaultEffect): boolean {
    return effect.type === "fail-point" &&
      this.#places.get(effect.point)?.has(effect.mode) === true;
  }

  /** Whether a fault stands at `point`, in one of `modes` where they are given; draws and counts nothing. */
  isActive(point: FailPoint, modes?: readonly FailMode[]): boolean {
    const { pointFaults } = this.#options.book;
    return pointFaults.length > 0 && pointFaults.some((fault) => {
      const effect = effectOf(fault);
      return effect.point === point && (modes?.includes(effect.mode) ?? true);
    });
  }

  /** Whether `point` is to fail in this way now: draws, and counts a hit when it is. */
  strikes(point: FailPoint, mode: FailMode): boolean {
    return this.#options.book.pointFaults.length > 0 && this.#strike(point, mode) !== undefined;
  }

  /**
   * Waits as long as delays say, one after the other, and then fails when an error is on.
   *
   * Answers undefined while nothing is to fail, so that nobody need wait for that.
   * @throws {NetopsError} UNREACHABLE; the signal ends the wait only.
   */
  pass(point: FailPoint, signal?: AbortSignal): Promise<void> | undefined {
    return this.#options.book.pointFaults.length === 0 ? undefined : this.#pass(point, signal);
  }

  /** Waits as long as delays say, where nothing else can happen. */
  delay(point: FailPoint, signal?: AbortSignal): Promise<void> | undefined {
    return this.#options.book.pointFaults.length === 0 ? undefined : this.#delay(point, signal);
  }

  /** Changes bytes where they are to be corrupt: a copy with its first byte turned over. */
  corrupt(point: FailPoint, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (bytes.byteLength === 0 || !this.strikes(point, "corrupt")) return bytes;
    const copy = bytes.slice();
    copy[0] = (copy[0] ?? 0) ^ 0xff;
    return copy;
  }

  /** Calls `listener` whenever a fault begins at `point`; `fault.ended` says when it is over. */
  onBegin(point: FailPoint, listener: (fault: ActiveFault, mode: FailMode) => void): void {
    const listeners = this.#listeners.get(point) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(point, listeners);
  }

  /** Tells the listeners of its place that a fault has begun. */
  begin(fault: ActiveFault): void {
    const { effect } = fault.held;
    if (effect.type !== "fail-point") return;
    for (const listener of this.#listeners.get(effect.point) ?? []) listener(fault, effect.mode);
  }

  async #pass(point: FailPoint, signal: AbortSignal | undefined): Promise<void> {
    await this.#delay(point, signal);
    const failing = this.#strike(point, "error");
    if (failing === undefined) return;
    throw new NetopsError("UNREACHABLE", `Cannot use ${point} as a fault makes it fail`, {
      details: { fault: failing.held.id, phase: "connect" },
    });
  }

  async #delay(point: FailPoint, signal: AbortSignal | undefined): Promise<void> {
    const { book, timer } = this.#options;
    for (const fault of book.pointFaults) {
      const { mode, delayMs } = effectOf(fault);
      if (mode !== "delay" || !this.#hits(fault, point)) continue;
      await pause(timer, delayMs, signal === undefined ? [fault.ended] : [fault.ended, signal]);
    }
  }

  #strike(point: FailPoint, mode: FailMode): ActiveFault | undefined {
    return this.#options.book.pointFaults.find((fault) =>
      effectOf(fault).mode === mode && this.#hits(fault, point)
    );
  }

  #hits(fault: ActiveFault, point: FailPoint): boolean {
    const effect = effectOf(fault);
    if (effect.point !== point || fault.ended.aborted) return false;
    if (effect.ratio < 1 && fault.rng.next() >= effect.ratio) return false;
    this.#options.book.hit(fault);
    return true;
  }
}

function effectOf({ held }: ActiveFault): FailPointEffect {
  return held.effect as FailPointEffect;
}
