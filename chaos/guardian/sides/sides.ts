import type { FaultPart } from "../../faults/fault_kind.ts";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import type { FaultSide } from "./fault_side.ts";

/** All sides together. */
export interface Sides {
  /** The side that carries a part out. */
  of(part: FaultPartRecord): FaultSide;
  /** Renews the leases of faults at all sides that hold parts of them. */
  renew(faults: readonly FaultRecord[]): Promise<void>;
  /** Takes away what no fault accounts for: links and proxies of an earlier guardian. */
  sweep(): Promise<void>;
}

/** Makes one of all sides. */
export function joinSides(
  sides: Readonly<Record<FaultPart["side"], FaultSide>>,
  sweep: () => Promise<void>,
): Sides {
  return {
    of: ({ part }) => sides[part.side],
    sweep,
    renew: async (faults) => {
      const renewals = Object.entries(sides).map(([name, side]) => {
        const own = faults.filter(({ parts }) => parts.some(({ part }) => part.side === name));
        return own.length === 0 ? Promise.resolve() : side.renew(own);
      });
      // A side that is away lets its faults lapse, as it should.
      await Promise.allSettled(renewals);
    },
  };
}
