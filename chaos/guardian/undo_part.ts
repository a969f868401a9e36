import { type Clock, type Timer, toNetopsError } from "@netops/core";
import type { FaultPartRecord, FaultRecord } from "./fault_record.ts";
import type { FaultSide } from "./sides/fault_side.ts";

/** What undoing works with. */
export interface UndoOptions {
  readonly side: FaultSide;
  readonly clock: Clock;
  readonly timer: Timer;
  /** How long one undo may take before it counts as failed; it is tried again later. */
  readonly limitMs: number;
  /** Told how much the part touched before it was undone. */
  readonly onHits?: (hits: number) => void;
}

/** Something of a part that could not be undone in time. */
export interface LeftPart {
  readonly what: string;
  readonly where: string;
  readonly fix: string;
}

const FIRST_LOOK_MS = 25;
const LONGEST_LOOK_MS = 250;

/** What ended and can still be seen is told to end again this often: its undo may have failed. */
const AGAIN_MS = 1_000;

/**
 * Undoes a part and looks until nothing of it is there; answers what is left when the time is over.
 *
 * Undone is what was seen to be undone: an answer that all went well is not enough.
 */
export async function undoPart(
  fault: FaultRecord,
  part: FaultPartRecord,
  options: UndoOptions,
): Promise<LeftPart | undefined> {
  const { side, clock, timer, limitMs } = options;
  const endMs = clock.monotonicMs() + limitMs;
  let last = "";
  let toldMs = Number.NEGATIVE_INFINITY;
  for (let lookMs = FIRST_LOOK_MS;; lookMs = Math.min(LONGEST_LOOK_MS, lookMs * 2)) {
    try {
      const sight = await side.look(fault, part);
      if (!sight.isHeld && !sight.isLeft) return undefined;
      options.onHits?.(sight.hits);
      last = sight.isHeld ? "it is still held" : "its effect can still be seen";
      if (sight.isHeld || clock.monotonicMs() - toldMs >= AGAIN_MS) {
        toldMs = clock.monotonicMs();
        await side.undo(fault, part);
      }
    } catch (thrown) {
      last = toNetopsError(thrown).message;
    }
    if (clock.monotonicMs() >= endMs) break;
    await timer.sleep(lookMs);
  }
  const { target } = part;
  return {
    what: `${fault.kind} ${fault.id}: ${last}`,
    where: `${target.id} (pid ${target.pid})`,
    fix: `netops chaos panic, or netops restart ${target.id}`,
  };
}
