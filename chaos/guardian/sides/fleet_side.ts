import type { HeldFault, HeldFaultView } from "@netops/core/contracts";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import { type FaultSide, GONE, type PartSight } from "./fault_side.ts";
import type { SideWire } from "./side_wire.ts";

interface FleetFault extends HeldFaultView {
  readonly instance: string;
  readonly isLeft?: true;
}

/** What fleet does to processes from outside. */
export class FleetSide implements FaultSide {
  readonly #wire: SideWire;
  readonly #fleetUrl: string;

  /** Speaks to the fleet at an address. */
  constructor(wire: SideWire, fleetUrl: string) {
    this.#wire = wire;
    this.#fleetUrl = fleetUrl;
  }

  async inject(fault: FaultRecord, part: FaultPartRecord, remainingMs: number): Promise<void> {
    await this.#wire.ask({
      method: "PUT",
      url: this.#url(fault, part),
      body: heldFault(fault, part, remainingMs),
    });
  }

  async renew(faults: readonly FaultRecord[]): Promise<void> {
    const url = `${this.#fleetUrl}/v1/faults/renew`;
    await Promise.all(
      [...byLease(faults)].map(([leaseMs, ids]) =>
        this.#wire.ask({ method: "POST", url, body: { ids, leaseMs } })
      ),
    );
  }

  async undo(fault: FaultRecord, part: FaultPartRecord): Promise<void> {
    await this.#wire.ask({ method: "DELETE", url: this.#url(fault, part) });
  }

  async look({ id }: FaultRecord, { target }: FaultPartRecord): Promise<PartSight> {
    const url = `${this.#fleetUrl}/v1/faults?id=${id}`;
    const { faults } = await this.#wire.ask<{ faults: FleetFault[] }>({ method: "GET", url });
    const found = faults.find((one) => one.id === id && one.instance === target.id);
    if (found === undefined) return GONE;
    const isLeft = found.isLeft === true;
    return { isHeld: !isLeft, isLeft, hits: found.hits };
  }

  #url({ id }: FaultRecord, { target }: FaultPartRecord): string {
    return `${this.#fleetUrl}/v1/faults/${id}/${encodeURIComponent(target.id)}`;
  }
}

/** Ids of faults by their lease: none is held for longer than its own. */
export function byLease(faults: readonly FaultRecord[]): ReadonlyMap<number, string[]> {
  const ids = new Map<number, string[]>();
  for (const { id, leaseMs } of faults) ids.set(leaseMs, [...ids.get(leaseMs) ?? [], id]);
  return ids;
}

/** A part as the side that holds it gets it. */
export function heldFault(
  fault: FaultRecord,
  { target, part }: FaultPartRecord,
  remainingMs: number,
): HeldFault {
  if (!("effect" in part)) throw new RangeError(`${part.side} holds no effects`);
  return {
    ...{ id: fault.id, kind: fault.kind, effect: part.effect, leaseMs: fault.leaseMs },
    match: "match" in part ? part.match : {},
    ...("at" in part && part.at !== undefined ? { at: part.at } : {}),
    ...("cohort" in part && part.cohort !== undefined ? { cohort: part.cohort } : {}),
    remainingMs,
    // Each instance draws by itself, and the same again for the same seed.
    seed: `${fault.seed}/${target.id}`,
  };
}
