import type { Rng } from "@netops/core";
import type { RouteSnapshot } from "@netops/core/contracts";
import { sharesOf } from "../stages/deploy/route_change.ts";
import { drawFollowing, drawPoisson } from "./random_draws.ts";
import { SimulatedGateway } from "./simulated_gateway.ts";
import type { SimulatedGroup } from "./simulated_group.ts";

/** What a simulated world is like. */
export interface WorldOptions {
  readonly rng: Rng;
  readonly requestsPerSecond: number;
  readonly startMs: number;
  readonly gateways: number;
  readonly app: string;
}

/** Requests that watch a switch. */
export interface SimulatedProbes {
  readonly perSecond: number;
  sent: number;
  lost: number;
}

const LOAD = { phi: 0.8, sigma: 0.05 };
const NO_GROUP = "-";

/** Time, traffic and what becomes of it. Requests to a group that is not up, or not there, are dropped. */
export class SimulatedWorld {
  readonly groups = new Map<string, SimulatedGroup>();
  readonly app: string;
  gateways: SimulatedGateway[];
  probes: SimulatedProbes | undefined;
  snapshot: RouteSnapshot = { epoch: 1, routes: [], listeners: [] };
  /** Requests that were dropped, by whom. */
  readonly drops: string[] = [];
  requestsPerSecond: number;
  nowMs: number;
  #load = 0;
  #due = 0;
  readonly #rng: Rng;

  /** Begins at a time, without groups. */
  constructor({ rng, requestsPerSecond, startMs, gateways, app }: WorldOptions) {
    this.app = app;
    this.#rng = rng.fork("traffic");
    this.requestsPerSecond = requestsPerSecond;
    this.nowMs = startMs;
    this.gateways = Array.from(
      { length: gateways },
      (_, at) => new SimulatedGateway(`gateway-${at}`, this.snapshot),
    );
  }

  /** Replaces a gateway: the new one counts from 0. */
  replaceGateway(at: number, id: string): void {
    this.gateways[at] = new SimulatedGateway(id, this.snapshot);
  }

  /** Lets time pass. */
  advanceTo(toMs: number): void {
    while (this.nowMs < toMs) {
      const nextMs = Math.min(toMs, this.#nextMs());
      this.#traffic(nextMs - this.nowMs);
      const isSecondOver = Math.floor(nextMs / 1_000) > Math.floor(this.nowMs / 1_000);
      if (isSecondOver) this.#closeSecond(Math.floor(this.nowMs / 1_000));
      this.nowMs = nextMs;
      this.#live();
    }
  }

  /** Drops requests, and remembers at whom. */
  drop(group: string, count: number, gateway?: SimulatedGateway): void {
    if (count === 0) return;
    (gateway ?? this.gateways[0])?.count(group, "dropped", count);
    this.drops.push(`${count} at ${group}`);
  }

  #nextMs(): number {
    const second = (Math.floor(this.nowMs / 1_000) + 1) * 1_000;
    const own = [...this.groups.values()].map((group) => group.nextMs(this.nowMs));
    return Math.min(second, ...own, ...this.gateways.map((gateway) => gateway.nextMs()));
  }

  #live(): void {
    for (const gateway of this.gateways) gateway.live(this.nowMs);
    for (const group of [...this.groups.values()]) {
      this.drop(group.name, group.live(this.nowMs).dropped);
      if (group.stopsAtMs !== undefined && group.stopsAtMs <= this.nowMs) {
        this.groups.delete(group.name);
      }
    }
  }

  #closeSecond(second: number): void {
    for (const group of this.groups.values()) group.closeSecond(second);
    this.#load = drawFollowing(this.#rng, this.#load, LOAD);
  }

  #traffic(durationMs: number): void {
    const { gateways } = this;
    for (const gateway of gateways) {
      const route = gateway.routeOf(this.app);
      const shares = Object.entries(route === undefined ? {} : sharesOf(route));
      const rate = this.requestsPerSecond * Math.exp(this.#load) / gateways.length;
      for (const [name, share] of shares) {
        const count = drawPoisson(this.#rng, rate * share * durationMs / 1_000);
        for (let n = 0; n < count; n++) this.#request(gateway, name, durationMs);
      }
    }
    this.#probe(durationMs);
  }

  #probe(durationMs: number): void {
    const { probes, gateways } = this;
    if (probes === undefined) return;
    this.#due += probes.perSecond * durationMs / 1_000;
    for (; this.#due >= 1; this.#due--) {
      const gateway = gateways[probes.sent % gateways.length];
      const route = gateway?.routeOf(this.app);
      const name = route === undefined ? undefined : this.#choose(sharesOf(route));
      const isAnswered = gateway !== undefined && this.#request(gateway, name, durationMs);
      probes.sent++;
      if (!isAnswered) probes.lost++;
    }
  }

  #choose(shares: Readonly<Record<string, number>>): string | undefined {
    let left = this.#rng.next();
    return Object.entries(shares).find(([, share]) => (left -= share) < 0)?.[0] ??
      Object.keys(shares)[0];
  }

  /** One request at some moment of a time that begins now; whether anybody answered. */
  #request(gateway: SimulatedGateway, name: string | undefined, durationMs: number): boolean {
    const group = name === undefined ? undefined : this.groups.get(name);
    if (group === undefined || group.upAt(this.nowMs) === 0 || group.stopsAtMs !== undefined) {
      this.drop(group === undefined ? NO_GROUP : group.name, 1, gateway);
      return false;
    }
    const atMs = this.nowMs + this.#rng.next() * durationMs;
    const { isFailed } = group.answer(atMs, Math.exp(this.#load), this.#rng);
    gateway.count(group.name, "answered");
    if (isFailed) gateway.count(group.name, "failed");
    return true;
  }
}
