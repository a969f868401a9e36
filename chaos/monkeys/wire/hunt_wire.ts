import type { FaultDocument, FaultRequest } from "@netops/core/contracts";
import type { HuntPlatform, HuntRequest, PlatformSight, UndoneAct } from "../hunt/hunt_platform.ts";
import type { Act } from "../recorder/act.ts";
import type { MonkeyWire } from "./monkey_wire.ts";
import type { PlatformEyes } from "./platform_eyes.ts";
import type { TrackerList } from "./tracker_list.ts";

/** What a hunt over HTTP works with. */
export interface HuntWireOptions {
  readonly wire: MonkeyWire;
  readonly eyes: PlatformEyes;
  readonly trackers: TrackerList;
  /** Under which the guardian holds what this monkey does. */
  readonly owner: string;
}

/** The lease of what a monkey does: so long after its death it is over. */
const LEASE_MS = 5_000;

/** The real platform, as a monkey sees it. */
export class HuntWire implements HuntPlatform {
  readonly #options: HuntWireOptions;
  /** Whether there may be something to renew. */
  #isHolding = false;

  /** Makes one. */
  constructor(options: HuntWireOptions) {
    this.#options = options;
  }

  look(): Promise<PlatformSight> {
    return this.#options.eyes.look();
  }

  outage(): Promise<string | undefined> {
    return this.#options.eyes.outage();
  }

  track(act: Act): Promise<void> {
    return this.#options.trackers.track(act);
  }

  async tellUndone(act: Act, { outcome, reason }: UndoneAct): Promise<void> {
    const { kind, group, instance, strategy } = act;
    const data = { monkey: kind, group, strategy, reason };
    await this.#options.trackers.tell(`monkey.${outcome}`, instance, data);
  }

  async inject(request: HuntRequest): Promise<{ readonly id: string }> {
    const { faultKind, instance, parameters, durationMs, seed } = request;
    const body: Partial<FaultRequest> = {
      ...{ kind: faultKind, target: instance, count: 1, parameters, durationMs, seed },
      ...{ leaseMs: LEASE_MS, experimentId: this.#options.owner },
    };
    this.#isHolding = true;
    return await this.#ask<FaultDocument>("/v1/chaos/faults", body);
  }

  async renew(): Promise<void> {
    if (!this.#isHolding) return;
    await this.#ask("/v1/chaos/renew", { experimentId: this.#options.owner });
  }

  async release(): Promise<void> {
    if (!this.#isHolding) return;
    const reason = "the monkey was turned off";
    await this.#ask("/v1/chaos/stop", { experimentId: this.#options.owner, reason });
  }

  async #ask<T>(path: string, body: unknown): Promise<T> {
    const { wire, eyes } = this.#options;
    const url = `${await eyes.guardianUrl()}${path}`;
    return await wire.ask<T>({ method: "POST", url, body });
  }
}
