import type { HeldFaultView } from "@netops/core/contracts";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import { type FaultSide, GONE, type PartSight } from "./fault_side.ts";
import { byLease, heldFault } from "./fleet_side.ts";
import { isGone, type SideWire } from "./side_wire.ts";

/** What processes of ours do by themselves, told at their admin ports. */
export class ServiceSide implements FaultSide {
  readonly #wire: SideWire;

  /** Speaks to processes of ours. */
  constructor(wire: SideWire) {
    this.#wire = wire;
  }

  async inject(fault: FaultRecord, part: FaultPartRecord, remainingMs: number): Promise<void> {
    const url = faultUrl(part, fault.id);
    await this.#wire.ask({ method: "PUT", url, body: heldFault(fault, part, remainingMs) });
  }

  async renew(faults: readonly FaultRecord[]): Promise<void> {
    const byTarget = new Map<string, FaultRecord[]>();
    for (const fault of faults) {
      const urls = fault.parts.filter(({ part }) => part.side === "service")
        .map(({ target }) => target.adminUrl ?? "");
      for (const url of new Set(urls)) byTarget.set(url, [...byTarget.get(url) ?? [], fault]);
    }
    const calls = [...byTarget].flatMap(([url, held]) =>
      [...byLease(held)].map(([leaseMs, ids]) =>
        this.#wire.ask({ method: "POST", url: `${url}/faults/renew`, body: { ids, leaseMs } })
      )
    );
    // One that does not answer lets its faults lapse, as it should.
    await Promise.allSettled(calls);
  }

  async undo(fault: FaultRecord, part: FaultPartRecord): Promise<void> {
    try {
      await this.#wire.ask({ method: "DELETE", url: faultUrl(part, fault.id) });
    } catch (thrown) {
      if (!isGone(thrown)) throw thrown;
    }
  }

  async look({ id }: FaultRecord, part: FaultPartRecord): Promise<PartSight> {
    try {
      const url = faultUrl(part);
      const { faults } = await this.#wire.ask<{ faults: HeldFaultView[] }>({ method: "GET", url });
      const found = faults.find((one) => one.id === id);
      return found === undefined ? GONE : { isHeld: true, isLeft: false, hits: found.hits };
    } catch (thrown) {
      if (isGone(thrown)) return GONE;
      throw thrown;
    }
  }
}

function faultUrl({ target }: FaultPartRecord, id?: string): string {
  return `${target.adminUrl ?? ""}/faults${id === undefined ? "" : `/${id}`}`;
}
