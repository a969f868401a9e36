import { NetopsError } from "@netops/core";
import type { FaultPartRecord, FaultRecord } from "../fault_record.ts";
import { type FaultSide, GONE, type PartSight } from "./fault_side.ts";
import type { LinkDesk } from "./link_desk.ts";

interface NamedToxic {
  readonly name: string;
}

/** Toxics on the bytes of connections to an instance. */
export class ToxicSide implements FaultSide {
  readonly #desk: LinkDesk;

  /** Works through a desk. */
  constructor(desk: LinkDesk) {
    this.#desk = desk;
  }

  async inject(fault: FaultRecord, { target, part }: FaultPartRecord, remainingMs: number) {
    if (part.side !== "toxic") return;
    await this.#desk.hold(target, fault.id, "tcp");
    const path = `/proxies/${this.#desk.proxyName(target)}/toxics`;
    for (const [index, toxic] of part.toxics.entries()) {
      const durationMs = Math.ceil(remainingMs);
      await this.#desk.askToxiproxy("POST", path, {
        ...toxic,
        ...{ name: `${fault.id}-${index}`, durationMs, seed: `${fault.seed}/${target.id}` },
      });
    }
  }

  /** A toxic has its own end; it does not outlive the guardian for longer than that. */
  renew(): Promise<void> {
    return Promise.resolve();
  }

  async undo(fault: FaultRecord, { target }: FaultPartRecord): Promise<void> {
    const base = `/proxies/${this.#desk.proxyName(target)}/toxics`;
    for (const { name } of await this.#toxics(fault, target)) {
      await this.#desk.askToxiproxy("DELETE", `${base}/${name}`).catch(ignoreGone);
    }
    await this.#desk.release(target, fault.id);
  }

  async look(fault: FaultRecord, { target }: FaultPartRecord): Promise<PartSight> {
    const toxics = await this.#toxics(fault, target);
    if (toxics.length > 0) return { isHeld: true, isLeft: false, hits: toxics.length };
    const isLeft = this.#desk.isHeld(target, fault.id) || await this.#desk.isLeft(target);
    return isLeft ? { isHeld: true, isLeft: true, hits: 0 } : GONE;
  }

  async #toxics({ id }: FaultRecord, target: FaultPartRecord["target"]): Promise<NamedToxic[]> {
    try {
      const path = `/proxies/${this.#desk.proxyName(target)}/toxics`;
      const toxics = await this.#desk.askToxiproxy<NamedToxic[]>("GET", path);
      return toxics.filter(({ name }) => name.startsWith(`${id}-`));
    } catch (thrown) {
      ignoreGone(thrown);
      return [];
    }
  }
}

/** Without a proxy, or without the process of links, there are no toxics. */
function ignoreGone(thrown: unknown): void {
  const isGone = thrown instanceof NetopsError &&
    ["NOT_FOUND", "UPSTREAM_FAILED", "UNREACHABLE"].includes(thrown.code);
  if (!isGone) throw thrown;
}
