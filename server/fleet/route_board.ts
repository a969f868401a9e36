import { NetopsError } from "@netops/core";
import type { InternalListener, Route, RouteSnapshot, RouteSwitch } from "@netops/core/contracts";

/** What a switch came to. */
export type SwitchOutcome =
  | { readonly ok: true; readonly snapshot: RouteSnapshot }
  | { readonly ok: false; readonly error: NetopsError };

/** What a switch is checked against. */
export interface RouteGuard {
  /** How many instances of a group are healthy. */
  countUp(serverGroup: string): number;
  /** Whether an app has a group of this name that is not on its way out. */
  hasGroup(serverGroup: string, app: string): boolean;
}

/**
 * Holds the route snapshot, its epoch and who routes by it.
 *
 * A switch is one step: the expected epoch and the traffic guard are checked and the snapshot is
 * replaced, or nothing happens.
 */
export class RouteBoard {
  #snapshot: RouteSnapshot;
  readonly #acks = new Map<string, number>();
  readonly #watchers = new Set<(snapshot: RouteSnapshot) => void>();

  /** Starts above the epoch of an earlier run, so that epochs of one home never repeat. */
  constructor(lastEpoch: number) {
    this.#snapshot = { epoch: lastEpoch + 1, routes: [], listeners: [] };
  }

  /** The snapshot that counts now. */
  get snapshot(): RouteSnapshot {
    return this.#snapshot;
  }

  /** Sets all routes and listeners, as when a platform boots. */
  reset(routes: readonly Route[], listeners: readonly InternalListener[]): void {
    this.#replace({ routes: [...routes], listeners: [...listeners] });
  }

  /** Puts one route in, or replaces it. */
  put(route: Route): void {
    const others = this.#snapshot.routes.filter((other) => other.key !== route.key);
    this.#replace({ routes: [...others, route] });
  }

  /** Lets callers dial `to` where they would dial `from`; without a `to` they dial `from` again. */
  link(from: string, to: string | undefined): void {
    const others = (this.#snapshot.links ?? []).filter((link) => link.from !== from);
    this.#replace({ links: to === undefined ? others : [...others, { from, to }] });
  }

  /** Lets callers dial all addresses as they are. */
  unlinkAll(): void {
    if ((this.#snapshot.links ?? []).length > 0) this.#replace({ links: [] });
  }

  /**
   * Replaces a route when the epoch is the expected one and the traffic guard holds: its groups are there, one
   * of them gets requests, and each required group has that many instances up.
   */
  switch(request: RouteSwitch, guard: RouteGuard): SwitchOutcome {
    const { epoch } = this.#snapshot;
    if (request.route.key !== request.key) {
      const message = `Cannot switch "${request.key}" to a route of "${request.route.key}"`;
      return fail("REQUEST_INVALID", message);
    }
    if (request.expectEpoch !== epoch) {
      return fail("CONFLICT", `Cannot switch "${request.key}" as the epoch is ${epoch} by now`);
    }
    const refusal = refusalOf(request, guard);
    if (refusal !== undefined) {
      return fail("REFUSED", `Cannot switch "${request.key}" as ${refusal}`);
    }
    this.put(request.route);
    return { ok: true, snapshot: this.#snapshot };
  }

  /** Notes that a consumer routes by an epoch. */
  acknowledge(consumer: string, epoch: number): void {
    this.#acks.set(consumer, Math.max(epoch, this.#acks.get(consumer) ?? 0));
  }

  /** Forgets a consumer that is gone: it routes nothing any more. */
  fence(consumer: string): void {
    this.#acks.delete(consumer);
  }

  /** Whether a consumer that is there ever said by which epoch it routes. */
  isKnown(consumer: string): boolean {
    return this.#acks.has(consumer);
  }

  /** Consumers of `living` that do not route by `epoch` yet. */
  missingAcks(epoch: number, living: readonly string[]): string[] {
    return living.filter((consumer) => (this.#acks.get(consumer) ?? -1) < epoch);
  }

  /** Calls `watcher` for each new snapshot; the answer stops it. */
  watch(watcher: (snapshot: RouteSnapshot) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #replace(change: Partial<RouteSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change, epoch: this.#snapshot.epoch + 1 };
    for (const watcher of this.#watchers) watcher(this.#snapshot);
  }
}

function refusalOf({ route, require }: RouteSwitch, guard: RouteGuard): string | undefined {
  const { app, groups, rules } = route;
  if (!groups.some((group) => group.weight > 0)) return "no server group of it would get requests";
  const missing = [...groups, ...rules].find((one) => !guard.hasGroup(one.serverGroup, app));
  if (missing !== undefined) return `${app} has no server group ${missing.serverGroup}`;
  for (const [group, minUp] of Object.entries(require)) {
    const up = guard.countUp(group);
    if (up < minUp) return `${group} has ${up} of ${minUp} instances up`;
  }
  return undefined;
}

const FIXES = {
  REQUEST_INVALID: undefined,
  CONFLICT: "read the routes again and switch on top of them: netops events --kind route",
  REFUSED: "netops ps",
} as const;

function fail(code: keyof typeof FIXES, message: string): SwitchOutcome {
  const fix = FIXES[code];
  return { ok: false, error: new NetopsError(code, message, fix === undefined ? {} : { fix }) };
}
