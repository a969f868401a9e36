import type { FaultEffect, InnerEffect } from "../contracts/fault.ts";
import type { Clock } from "../ports/clock.ts";
import type { Timer } from "../ports/timer.ts";
import type { ActiveFault } from "./active_fault.ts";
import type { FaultBook } from "./fault_book.ts";

/** What faults inside a process are carried out with. */
export interface InnerEffectsOptions {
  readonly book: Pick<FaultBook, "hit" | "faults">;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** Memory is taken in pieces, so that nobody waits long for one. */
const PIECE_BYTES = 16 * 1024 * 1024;
const PIECE_EVERY_MS = 1;
/** Between two blocks a process always hears what it is told, so that it can be let go. */
const LEAST_GAP_MS = 10;

/** Whether an effect is one that {@linkcode InnerEffects} carries out. */
export function isInnerEffect(effect: FaultEffect): effect is InnerEffect {
  return effect.type === "block-event-loop" || effect.type === "skew-clock" ||
    effect.type === "hog-memory";
}

/** Carries out what faults do to a process as a whole: its event loop, its clock, its memory. */
export class InnerEffects {
  readonly #options: InnerEffectsOptions;

  /** Carries out by the real clock and timers. */
  constructor(options: InnerEffectsOptions) {
    this.#options = options;
  }

  /** Begins a fault; it stops by itself when that has ended. */
  begin(fault: ActiveFault): void {
    const { effect } = fault.held;
    if (effect.type === "block-event-loop") this.#block(fault, effect);
    if (effect.type === "hog-memory") this.#hog(fault, effect.sizeBytes);
    if (effect.type === "skew-clock") this.#options.book.hit(fault);
  }

  /**
   * The clock that the code of a service sees: the real one, moved by every skew.
   *
   * Wall time only. Monotonic time, timers, and what ends faults are never skewed.
   */
  skewed(): Clock {
    const { clock, book } = this.#options;
    return {
      monotonicMs: () => clock.monotonicMs(),
      nowMs: () => {
        let nowMs = clock.nowMs();
        for (const { held, ended } of book.faults) {
          if (held.effect.type === "skew-clock" && !ended.aborted) nowMs += held.effect.offsetMs;
        }
        return nowMs;
      },
    };
  }

  #block(
    fault: ActiveFault,
    { blockMs, everyMs }: Extract<InnerEffect, { type: "block-event-loop" }>,
  ): void {
    const { clock, timer, book } = this.#options;
    const gapMs = Math.max(LEAST_GAP_MS, everyMs - blockMs);
    let cancel = () => {};
    const turn = () => {
      const endMs = clock.monotonicMs() + blockMs;
      while (clock.monotonicMs() < endMs);
      book.hit(fault);
      cancel = timer.after(gapMs, turn);
    };
    cancel = timer.after(gapMs, turn);
    fault.ended.addEventListener("abort", () => cancel(), { once: true });
  }

  #hog(fault: ActiveFault, sizeBytes: number): void {
    const { timer, book } = this.#options;
    const pieces: ArrayBuffer[] = [];
    let leftBytes = sizeBytes;
    let cancel = () => {};
    const take = () => {
      const piece = allocate(Math.min(PIECE_BYTES, leftBytes));
      // There is no more: what is held is held on.
      if (piece === undefined) return;
      // Memory that nobody has written to is only promised.
      new Uint8Array(piece).fill(1);
      pieces.push(piece);
      book.hit(fault);
      leftBytes -= piece.byteLength;
      if (leftBytes > 0) cancel = timer.after(PIECE_EVERY_MS, take);
    };
    cancel = timer.after(0, take);
    fault.ended.addEventListener("abort", () => {
      cancel();
      // Given back now, not when the collector comes around.
      for (const piece of pieces.splice(0)) piece.transfer(0);
    }, { once: true });
  }
}

function allocate(sizeBytes: number): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(sizeBytes);
  } catch {
    return undefined;
  }
}
