import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";

/** What can be seen of a part of a fault. */
export interface PartSight {
  /** Whether the side holds it. */
  readonly isHeld: boolean;
  /** Whether something of it is there although the side holds it no more. */
  readonly isLeft: boolean;
  /** Requests or turns that it touched. */
  readonly hits: number;
}

/** Nothing of a part is there. */
export const GONE: PartSight = { isHeld: false, isLeft: false, hits: 0 };

/**
 * Carries parts of faults out: in fleet, in a process, in a link.
 *
 * All of it may be done again: a part that is there is not doubled, one that is gone is not missed, and a
 * target that is gone needs nothing.
 */
export interface FaultSide {
  /** @throws {NetopsError} when the part cannot be injected. */
  inject(fault: FaultRecord, part: FaultPartRecord, remainingMs: number): Promise<void>;
  /** Renews the lease of all that this side holds of the faults. */
  renew(faults: readonly FaultRecord[]): Promise<void>;
  /** @throws {NetopsError} when the side does not answer and may still hold it. */
  undo(fault: FaultRecord, part: FaultPartRecord): Promise<void>;
  /** @throws {NetopsError} when the side does not answer and may still hold it. */
  look(fault: FaultRecord, part: FaultPartRecord): Promise<PartSight>;
}
