import { NetopsError } from "@netops/core";
import type { InternalListener, Route, RouteSnapshot, RouteSwitch } from "@netops/core/contracts";

/** What a switch came to. */
export type SwitchOutcome =
  | { readonly ok: true; readonly snapshot: RouteSnapshot }
  | { readonly ok: false; readonly error: NetopsError };

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
   * Replaces a route when the epoch is the expected one and each required group has that many
   * instances up (`countUp`).
   */
  switch(request: RouteSwitch, countUp: (serverGroup: string) => number): SwitchOutcome {
    const { epoch } = this.#snapshot;
    if (request.route.key !== request.key) {
      const message = `Cannot switch "${request.key}" to a route of "${request.route.key}"`;
      return fail("REQUEST_INVALID", message);
    }
    if (request.expectEpoch !== epoch) {
      return fail("CONFLICT", `Cannot switch "${request.key}" as the epoch is ${epoch} by now`);
    }
    for (const [group, minUp] of Object.entries(request.require)) {
      const up = countUp(group);
      if (up < minUp) {
        const why = `${group} has ${up} of ${minUp} instances up`;
        return fail("REFUSED", `Cannot switch "${request.key}" as ${why}`);
      }
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

function fail(code: "REQUEST_INVALID" | "CONFLICT" | "REFUSED", message: string): SwitchOutcome {
  return { ok: false, error: new NetopsError(code, message) };
}
