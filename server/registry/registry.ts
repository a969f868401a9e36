import type { Clock, InstanceStatus, TraceContext } from "@netops/core";
import { DeltaLog } from "./delta_log.ts";
import type { ActionType, EurekaInstance } from "./eureka_instance.ts";
import { EvictionJudge, type EvictionRound } from "./eviction.ts";
import { type Lease, LeaseTable } from "./lease_table.ts";
import { Overrides } from "./overrides.ts";
import type { RegistryProfile } from "./profile.ts";

/** Why an instance changed. */
export type ChangeCause = "register" | "status" | "metadata" | "cancel" | "evict";

/** One change of what the registry lists. */
export interface RegistryChange {
  readonly version: number;
  readonly action: ActionType;
  readonly cause: ChangeCause;
  readonly lease: Lease;
  /** The status before, where there was one. */
  readonly previousStatus: InstanceStatus | undefined;
  /** The call that changed it; undefined for what the registry does by itself. */
  readonly origin: ChangeOrigin | undefined;
}

/** The call behind a change. */
export interface ChangeOrigin {
  /** When the call came, in wall ms. */
  readonly receivedAtMs: number;
  /** What the caller says that it is a part of. */
  readonly trace: TraceContext | undefined;
}

/** Which instance is meant. */
export interface InstanceKey {
  /** In upper case. */
  readonly app: string;
  readonly id: string;
}

/** How a call is meant. */
export interface CallOptions {
  /** True when a peer says it on behalf of a client. */
  readonly replicated?: boolean;
  /** When the client last changed itself, by its own clock in ms. */
  readonly lastDirtyAtMs?: number | undefined;
  /** Where it comes from, for those who hear of the change. */
  readonly origin?: ChangeOrigin | undefined;
}

/** What became of a heartbeat: `unknown` asks the client to register, `stale` shows a peer our copy. */
export type Renewal = "renewed" | "unknown" | "stale";

/** What registries count by themselves, off the metrics' path. */
export interface RegistryCounts {
  renewals: number;
  renewalsUnknown: number;
  registrations: number;
  cancels: number;
  evictions: number;
}

const MOST_LEASES = 100_000;

/** Knows who is where: the pure heart of the registry process. */
export class Registry {
  /** Everything counted since the start. */
  readonly counts: RegistryCounts = {
    renewals: 0,
    renewalsUnknown: 0,
    registrations: 0,
    cancels: 0,
    evictions: 0,
  };
  /** Timing in force. */
  readonly profile: RegistryProfile;
  /** All leases; others only read. */
  readonly leases: LeaseTable;
  /** Recent changes. */
  readonly delta: DeltaLog;
  /** Statuses that operators set. */
  readonly overrides: Overrides;
  readonly #clock: Clock;
  readonly #judge: EvictionJudge;
  readonly #listeners = new Set<(change: RegistryChange) => void>();
  #version = 0;
  #lastTickAtMs: number;
  #window = { startMs: 0, renewals: 0, last: 0 };

  /** Makes an empty registry. */
  constructor(clock: Clock, profile: RegistryProfile) {
    this.#clock = clock;
    this.profile = profile;
    this.leases = new LeaseTable(clock, { renewalQuirk: profile.renewalQuirk });
    this.delta = new DeltaLog(clock, profile.deltaRetentionMs);
    this.overrides = new Overrides(clock);
    this.#judge = new EvictionJudge(profile.selfPreservation);
    this.#lastTickAtMs = clock.monotonicMs();
    this.#window.startMs = this.#lastTickAtMs;
  }

  /** Heartbeats in the last whole window of self-preservation. */
  get renewalsLastWindow(): number {
    return this.#window.last;
  }

  /** Rises with every change; within one life only. */
  get version(): number {
    return this.#version;
  }

  /** How every group of self-preservation stands. */
  preservation(): ReturnType<EvictionJudge["views"]> {
    return this.#judge.views();
  }

  /** Calls `listener` after every change, until the returned function is called. */
  onChange(listener: (change: RegistryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Lists an instance, or lists it anew; false when the registry is full. */
  register(incoming: EurekaInstance, options: CallOptions = {}): boolean {
    const known = this.leases.get(incoming.app, incoming.instanceId);
    if (known === undefined && this.leases.size >= MOST_LEASES) return false;
    const newer = known === undefined || known.instance.lastDirtyAtMs <= incoming.lastDirtyAtMs;
    const instance = newer ? incoming : known.instance;
    const id = instance.instanceId;
    if (incoming.overriddenStatus !== "UNKNOWN" && this.overrides.get(id) === undefined) {
      this.overrides.set(id, incoming.overriddenStatus);
    }
    const status = this.overrides.resolve({
      id,
      clientStatus: instance.status,
      leaseStatus: known?.instance.status,
      replicated: options.replicated ?? false,
    });
    const previousStatus = known?.instance.status;
    const lease = this.leases.grant({
      ...instance,
      status,
      overriddenStatus: this.overrides.get(id) ?? instance.overriddenStatus,
      lastUpdatedAtMs: this.#clock.nowMs(),
    });
    this.counts.registrations++;
    this.#changed(lease, "ADDED", { cause: "register", previousStatus, origin: options.origin });
    return true;
  }

  /** Renews a lease. */
  renew(app: string, id: string, options: CallOptions = {}): Renewal {
    const lease = this.leases.get(app, id);
    if (lease === undefined) return this.#unknown();
    const { instance } = lease;
    const status = this.overrides.resolve({
      id,
      clientStatus: instance.status,
      leaseStatus: instance.status,
      replicated: options.replicated ?? false,
    });
    if (status === "UNKNOWN") return this.#unknown();
    if (status !== instance.status) this.#setStatus(lease, status, options);
    this.leases.renew(lease);
    this.counts.renewals++;
    const { lastDirtyAtMs } = options;
    if (lastDirtyAtMs === undefined || lastDirtyAtMs === instance.lastDirtyAtMs) return "renewed";
    if (lastDirtyAtMs > instance.lastDirtyAtMs) return this.#unknown();
    return options.replicated ? "stale" : "renewed";
  }

  /** Takes an instance off the list; false when it is not on it. */
  cancel(app: string, id: string, options: CallOptions = {}): boolean {
    const lease = this.leases.get(app, id);
    if (lease === undefined) return false;
    this.overrides.remove(id);
    this.counts.cancels++;
    this.#remove(lease, "cancel", options.origin);
    return true;
  }

  /** Puts a status over what the client says; false when the instance is not known. */
  override(target: InstanceKey, status: InstanceStatus, options: CallOptions = {}): boolean {
    const lease = this.leases.get(target.app, target.id);
    if (lease === undefined) return false;
    this.leases.renew(lease);
    this.overrides.set(target.id, status);
    this.#setStatus(lease, status, { ...options, overridden: status });
    return true;
  }

  /**
   * Takes the override away and sets `fallback`; false when the instance is not known. With UNKNOWN
   * the next heartbeat gets a 404 and the client registers again with its true status.
   */
  clearOverride(target: InstanceKey, fallback: InstanceStatus, options: CallOptions = {}): boolean {
    const lease = this.leases.get(target.app, target.id);
    if (lease === undefined) return false;
    this.leases.renew(lease);
    if (this.overrides.remove(target.id) !== undefined) {
      this.#setStatus(lease, fallback, { ...options, overridden: "UNKNOWN" });
    }
    return true;
  }

  /** Adds to the metadata of an instance; false when it is not known. */
  addMetadata(app: string, id: string, metadata: Readonly<Record<string, string>>): boolean {
    const lease = this.leases.get(app, id);
    if (lease === undefined) return false;
    const { instance } = lease;
    this.leases.renew(lease);
    this.leases.replace(lease, {
      ...instance,
      metadata: { ...instance.metadata, ...metadata },
      lastUpdatedAtMs: this.#clock.nowMs(),
    });
    this.#changed(lease, "MODIFIED", {
      cause: "metadata",
      previousStatus: instance.status,
      origin: undefined,
    });
    return true;
  }

  /**
   * Evicts what expired, as far as self-preservation lets it; to be called every eviction interval.
   *
   * A call that comes an interval late means that this process stood still: so long every lease is
   * extended.
   */
  tick(): EvictionRound {
    const nowMs = this.#clock.monotonicMs();
    const lateMs = nowMs - this.#lastTickAtMs - this.profile.evictionIntervalMs;
    this.#lastTickAtMs = nowMs;
    this.#rollWindow(nowMs);
    if (lateMs > this.profile.evictionIntervalMs) this.leases.extendAll(lateMs);
    const round = this.#judge.decide(this.leases.all(), this.leases.expired(), nowMs);
    for (const lease of round.evict) {
      lease.evictedAtMs = this.#clock.nowMs();
      this.counts.evictions++;
      this.#remove(lease, "evict", undefined);
    }
    return round;
  }

  #rollWindow(nowMs: number): void {
    const { renewals } = this.counts;
    if (nowMs - this.#window.startMs < this.profile.selfPreservation.windowMs) return;
    this.#window = { startMs: nowMs, renewals, last: renewals - this.#window.renewals };
  }

  #unknown(): "unknown" {
    this.counts.renewalsUnknown++;
    return "unknown";
  }

  #remove(lease: Lease, cause: "cancel" | "evict", origin: ChangeOrigin | undefined): void {
    this.leases.remove(lease);
    this.#changed(lease, "DELETED", { cause, previousStatus: lease.instance.status, origin });
  }

  #setStatus(
    lease: Lease,
    status: InstanceStatus,
    options: CallOptions & { readonly overridden?: InstanceStatus } = {},
  ): void {
    const { instance } = lease;
    this.leases.replace(lease, {
      ...instance,
      status,
      overriddenStatus: options.overridden ?? instance.overriddenStatus,
      lastUpdatedAtMs: this.#clock.nowMs(),
      lastDirtyAtMs: Math.max(instance.lastDirtyAtMs, options.lastDirtyAtMs ?? 0),
    });
    this.#changed(lease, "MODIFIED", {
      cause: "status",
      previousStatus: instance.status,
      origin: options.origin,
    });
  }

  #changed(
    lease: Lease,
    action: ActionType,
    options: Pick<RegistryChange, "cause" | "previousStatus" | "origin">,
  ): void {
    lease.actionType = action;
    this.#version++;
    this.delta.push(lease, action);
    const change: RegistryChange = { version: this.#version, action, lease, ...options };
    for (const listener of this.#listeners) listener(change);
  }
}
