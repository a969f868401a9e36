import type { HeldFaultView } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import { type FaultSide, GONE, type PartSight } from "./fault_side.ts";
import { heldFault } from "./fleet_side.ts";
import type { LinkDesk } from "./link_desk.ts";

/** Faults on requests, done by a proxy in front of a service that knows nothing of them. */
export class LinkSide implements FaultSide {
  readonly #desk: LinkDesk;

  /** Works through a desk. */
  constructor(desk: LinkDesk) {
    this.#desk = desk;
  }

  async inject(fault: FaultRecord, part: FaultPartRecord, remainingMs: number): Promise<void> {
    await this.#desk.hold(part.target, fault.id, "http");
    const path = faultsPath(part, fault.id);
    await this.#desk.askHttpLinks("PUT", path, heldFault(fault, part, remainingMs));
  }

  async renew(faults: readonly FaultRecord[]): Promise<void> {
    const calls = faults.flatMap(({ id, leaseMs, parts }) =>
      parts.filter(({ part }) => part.side === "link").map((part) =>
        this.#desk.askHttpLinks("POST", `${faultsPath(part)}/renew`, { ids: [id], leaseMs })
      )
    );
    await Promise.allSettled(calls);
  }

  async undo(fault: FaultRecord, part: FaultPartRecord): Promise<void> {
    await this.#desk.askHttpLinks("DELETE", faultsPath(part, fault.id)).catch(ignoreGone);
    await this.#desk.release(part.target, fault.id);
  }

  async look({ id }: FaultRecord, part: FaultPartRecord): Promise<PartSight> {
    const found = await this.#heldBy(id, part);
    if (found !== undefined) return { isHeld: true, isLeft: false, hits: found.hits };
    const isLeft = this.#desk.isHeld(part.target, id) || await this.#desk.isLeft(part.target);
    return isLeft ? { isHeld: true, isLeft: true, hits: 0 } : GONE;
  }

  async #heldBy(id: string, part: FaultPartRecord): Promise<HeldFaultView | undefined> {
    try {
      const { faults } = await this.#desk.askHttpLinks<{ faults: HeldFaultView[] }>(
        "GET",
        faultsPath(part),
      );
      return faults.find((one) => one.id === id);
    } catch (thrown) {
      ignoreGone(thrown);
      return undefined;
    }
  }
}

function faultsPath({ target }: FaultPartRecord, id?: string): string {
  const base = `/${encodeURIComponent(target.id)}/faults`;
  return id === undefined ? base : `${base}/${id}`;
}

/** Without a link, or without the process of links, nothing is held. */
function ignoreGone(thrown: unknown): void {
  const isGone = thrown instanceof NetopsError &&
    ["NOT_FOUND", "NO_INSTANCE", "UNREACHABLE"].includes(thrown.code);
  if (!isGone) throw thrown;
}
