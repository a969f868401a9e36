import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { INSTANCE_STATUSES, type InstanceStatus } from "../nouns/instance_status.ts";

/** How an instance changed, as the registry says it. */
export interface InstanceChange {
  readonly action: "ADDED" | "MODIFIED" | "DELETED";
  readonly instance: RegisteredInstance;
}

interface Entry {
  readonly instance: RegisteredInstance;
  /** When it is dropped unless the registry knows it again; undefined while the registry knows it. */
  readonly missingUntilMs: number | undefined;
}

interface AppView {
  readonly all: readonly RegisteredInstance[];
  readonly up: readonly RegisteredInstance[];
}

const NOBODY: AppView = { all: [], up: [] };

/**
 * Keeps what a registry said, and mistrusts what it leaves out.
 *
 * An instance that a snapshot no longer holds stays for a grace: a registry that restarted empty
 * knows nobody, and everybody is well. An explicit DELETED takes effect at once. Pure over the times
 * it is given.
 */
export class InstanceCache {
  readonly #graceMs: number;
  readonly #accept: (instance: RegisteredInstance) => boolean;
  readonly #apps = new Map<string, Map<string, Entry>>();
  readonly #views = new Map<string, AppView>();

  /** Makes an empty cache. */
  constructor(graceMs: number, accept: (instance: RegisteredInstance) => boolean) {
    this.#graceMs = graceMs;
    this.#accept = accept;
  }

  /** Every known app, in lower case. */
  get apps(): readonly string[] {
    return [...this.#apps.keys()];
  }

  /** Everybody of an app. */
  instances(app: string): readonly RegisteredInstance[] {
    return this.#view(app).all;
  }

  /** Who may get requests; the same array until something changes. */
  up(app: string): readonly RegisteredInstance[] {
    return this.#view(app).up;
  }

  /** Takes a whole picture; returns the apps that changed. */
  applySnapshot(instances: readonly RegisteredInstance[], nowMs: number): ReadonlySet<string> {
    const changed = new Set<string>();
    const known = new Set(instances.map(keyOf));
    for (const [app, entries] of this.#apps) {
      for (const [id, entry] of entries) {
        if (known.has(keyOf(entry.instance)) || entry.missingUntilMs !== undefined) continue;
        entries.set(id, { instance: entry.instance, missingUntilMs: nowMs + this.#graceMs });
        if (this.#graceMs <= 0) changed.add(app);
      }
    }
    for (const instance of instances) {
      if (this.#put(instance)) changed.add(instance.app.toLowerCase());
    }
    for (const app of this.dropMissing(nowMs)) changed.add(app);
    return this.#forget(changed);
  }

  /** Takes one change; returns the apps that changed. */
  applyChange(change: InstanceChange): ReadonlySet<string> {
    const app = change.instance.app.toLowerCase();
    const changed = change.action === "DELETED"
      ? this.#remove(app, change.instance.id)
      : this.#put(change.instance);
    return this.#forget(changed ? new Set([app]) : new Set());
  }

  /** Drops who was missing for longer than the grace; returns the apps that changed. */
  dropMissing(nowMs: number): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const [app, entries] of this.#apps) {
      for (const [id, { missingUntilMs }] of entries) {
        if (missingUntilMs === undefined || nowMs < missingUntilMs) continue;
        this.#remove(app, id);
        changed.add(app);
      }
    }
    return this.#forget(changed);
  }

  /**
   * The hash code of what the registry knows by our account: `STATUS_count_` per status by name.
   *
   * Source: eureka-client com.netflix.discovery.shared.Applications.
   */
  hashCode(): string {
    const counts = new Map<InstanceStatus, number>();
    for (const entries of this.#apps.values()) {
      for (const { instance, missingUntilMs } of entries.values()) {
        if (missingUntilMs !== undefined) continue;
        counts.set(instance.status, (counts.get(instance.status) ?? 0) + 1);
      }
    }
    return INSTANCE_STATUSES.filter((status) => counts.has(status))
      .map((status) => `${status}_${counts.get(status)}_`).join("");
  }

  #view(name: string): AppView {
    const view = this.#views.get(name);
    if (view !== undefined) return view;
    const app = name.toLowerCase();
    const entries = this.#apps.get(app);
    // Names that nobody has are not remembered: clients choose them.
    if (entries === undefined) return NOBODY;
    const all = [...entries.values()].map((entry) => entry.instance);
    const up = all.filter((instance) => instance.status === "UP" && this.#accept(instance));
    const made = { all, up };
    if (app === name) this.#views.set(app, made);
    return app === name ? made : this.#view(app);
  }

  #put(instance: RegisteredInstance): boolean {
    const app = instance.app.toLowerCase();
    const entries = this.#apps.get(app) ?? new Map<string, Entry>();
    const old = entries.get(instance.id);
    const same = old !== undefined && JSON.stringify(old.instance) === JSON.stringify(instance);
    entries.set(instance.id, {
      instance: same ? old.instance : instance,
      missingUntilMs: undefined,
    });
    this.#apps.set(app, entries);
    return !same;
  }

  #remove(app: string, id: string): boolean {
    const entries = this.#apps.get(app);
    const removed = entries?.delete(id) ?? false;
    if (entries?.size === 0) this.#apps.delete(app);
    return removed;
  }

  #forget(changed: ReadonlySet<string>): ReadonlySet<string> {
    for (const app of changed) this.#views.delete(app);
    return changed;
  }
}

function keyOf(instance: RegisteredInstance): string {
  return `${instance.app.toLowerCase()}\n${instance.id}`;
}
