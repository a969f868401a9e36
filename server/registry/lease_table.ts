import type { Clock } from "@netops/core";
import {
  type ActionType,
  type EurekaInstance,
  type InstanceView,
  zoneOf,
} from "./eureka_instance.ts";

/** A promise to keep an instance listed until its deadline; only the table changes it. */
export interface Lease extends InstanceView {
  instance: EurekaInstance;
  actionType: ActionType;
  registeredAtMs: number;
  renewedAtMs: number;
  evictedAtMs: number;
  serviceUpAtMs: number;
  zone: string;
  durationMs: number;
  /** Monotonic time of the last sign of life; with the quirk one duration ahead of it. */
  touchedAtMs: number;
}

/** Holds leases by application and instance id, and their deadlines by the monotonic clock. */
export class LeaseTable {
  readonly #clock: Clock;
  readonly #renewalQuirk: boolean;
  readonly #apps = new Map<string, Map<string, Lease>>();
  #size = 0;

  /** Makes an empty table; `renewalQuirk` lets a renewed lease live twice its duration, as stock does. */
  constructor(clock: Clock, options: { readonly renewalQuirk: boolean }) {
    this.#clock = clock;
    this.#renewalQuirk = options.renewalQuirk;
  }

  /** How many leases are held. */
  get size(): number {
    return this.#size;
  }

  /** Finds a lease by application (upper case) and id. */
  get(app: string, id: string): Lease | undefined {
    return this.#apps.get(app)?.get(id);
  }

  /** Finds the first lease with this id in any application. */
  findById(id: string): Lease | undefined {
    for (const leases of this.#apps.values()) {
      const lease = leases.get(id);
      if (lease !== undefined) return lease;
    }
    return undefined;
  }

  /** The leases of one application, or undefined when it has none. */
  ofApp(app: string): Iterable<Lease> | undefined {
    return this.#apps.get(app)?.values();
  }

  /** All applications with their leases, in order of first registration. */
  apps(): Iterable<readonly [string, ReadonlyMap<string, Lease>]> {
    return this.#apps;
  }

  /** All leases. */
  *all(): Iterable<Lease> {
    for (const leases of this.#apps.values()) yield* leases.values();
  }

  /** Grants a lease to a new instance, or a fresh one to an instance that is known. */
  grant(instance: EurekaInstance): Lease {
    const nowMs = this.#clock.nowMs();
    const known = this.get(instance.app, instance.instanceId);
    const serviceUpAtMs = known?.serviceUpAtMs || (instance.status === "UP" ? nowMs : 0);
    const lease: Lease = {
      instance,
      actionType: "ADDED",
      registeredAtMs: nowMs,
      renewedAtMs: nowMs,
      evictedAtMs: 0,
      serviceUpAtMs,
      zone: zoneOf(instance),
      durationMs: instance.durationSeconds * 1000,
      touchedAtMs: this.#clock.monotonicMs(),
    };
    let leases = this.#apps.get(instance.app);
    if (leases === undefined) this.#apps.set(instance.app, leases = new Map());
    if (known === undefined) this.#size++;
    leases.set(instance.instanceId, lease);
    return lease;
  }

  /** Renews a lease: it now expires one duration from here (two with the quirk). */
  renew(lease: Lease): void {
    const aheadMs = this.#renewalQuirk ? lease.durationMs : 0;
    lease.touchedAtMs = this.#clock.monotonicMs() + aheadMs;
    lease.renewedAtMs = this.#clock.nowMs() + aheadMs;
  }

  /** Replaces what a lease is for; its times stay. */
  replace(lease: Lease, instance: EurekaInstance): void {
    lease.instance = instance;
    lease.zone = zoneOf(instance);
    lease.durationMs = instance.durationSeconds * 1000;
    if (instance.status === "UP" && lease.serviceUpAtMs === 0) {
      lease.serviceUpAtMs = this.#clock.nowMs();
    }
  }

  /** Takes a lease away; false when it is not there any more. */
  remove(lease: Lease): boolean {
    const { app, instanceId } = lease.instance;
    const leases = this.#apps.get(app);
    if (leases?.get(instanceId) !== lease) return false;
    leases.delete(instanceId);
    if (leases.size === 0) this.#apps.delete(app);
    this.#size--;
    return true;
  }

  /** When a lease expires, by the monotonic clock. */
  deadlineMs(lease: Lease): number {
    return lease.touchedAtMs + lease.durationMs;
  }

  /** Leases past their deadline, the longest expired first. */
  expired(): Lease[] {
    const nowMs = this.#clock.monotonicMs();
    return [...this.all()].filter((lease) => this.deadlineMs(lease) < nowMs)
      .sort((a, b) => this.deadlineMs(a) - this.deadlineMs(b));
  }

  /** Gives every lease `ms` more: time in which the registry itself stood still counts for nobody. */
  extendAll(ms: number): void {
    for (const lease of this.all()) lease.touchedAtMs += ms;
  }
}
