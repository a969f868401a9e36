/** Drives `/faults` of a process as the guardian does. */
import type { FaultEffect, HeldFault } from "@netops/core/contracts";
import type { HeldFaultView } from "@netops/core/contracts";
import type { ServiceBoot } from "@netops/core/contracts";

/** Holds, renews and ends faults at one process. */
export class FaultClient {
  readonly #base: string;
  readonly #token: string;

  constructor({ host, adminPort, token }: Pick<ServiceBoot, "host" | "adminPort" | "token">) {
    this.#base = `http://${host}:${adminPort}/faults`;
    this.#token = token;
  }

  /** Holds a fault for a minute under a lease of 5 s, unless `changes` say otherwise. */
  async put(effect: FaultEffect, changes: Partial<HeldFault> = {}): Promise<HeldFaultView> {
    const held: HeldFault = {
      ...{ id: "f-1", kind: effect.type, effect, match: {}, seed: "1" },
      ...{ remainingMs: 60_000, leaseMs: 5_000, ...changes },
    };
    return await this.#ask("PUT", `/${held.id}`, held);
  }

  async remove(id = "f-1"): Promise<{ removed: boolean }> {
    return await this.#ask("DELETE", `/${id}`);
  }

  async renew(ids: readonly string[], leaseMs: number): Promise<{ missing: string[] }> {
    return await this.#ask("POST", "/renew", { ids, leaseMs });
  }

  async list(): Promise<HeldFaultView[]> {
    return (await this.#ask<{ faults: HeldFaultView[] }>("GET", "")).faults;
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return await response.json();
  }
}
