import type { GroupLedger, Route, RouteSnapshot } from "@netops/core/contracts";

/** A gateway of a simulated platform: it follows the routes a little later, and counts. */
export class SimulatedGateway {
  readonly id: string;
  readonly groups: Record<string, { answered: number; dropped: number; failed: number }> = {};
  #follows: RouteSnapshot;
  #next: { readonly atMs: number; readonly snapshot: RouteSnapshot }[] = [];

  /** Follows a snapshot from its start. */
  constructor(id: string, snapshot: RouteSnapshot) {
    this.id = id;
    this.#follows = snapshot;
  }

  /** The epoch that it routes by. */
  get epoch(): number {
    return this.#follows.epoch;
  }

  /** Hears of new routes, and will follow them then. */
  hear(snapshot: RouteSnapshot, atMs: number): void {
    this.#next.push({ snapshot, atMs });
  }

  /** When it follows something new. */
  nextMs(): number {
    return Math.min(...this.#next.map(({ atMs }) => atMs));
  }

  /** Follows what it heard by now. */
  live(nowMs: number): void {
    for (const { snapshot, atMs } of this.#next) {
      if (atMs <= nowMs && snapshot.epoch > this.#follows.epoch) this.#follows = snapshot;
    }
    this.#next = this.#next.filter(({ atMs }) => atMs > nowMs);
  }

  /** How it routes an app. */
  routeOf(app: string): Route | undefined {
    return this.#follows.routes.find((route) => route.app === app);
  }

  /** Counts what came of a request. */
  count(group: string, what: keyof GroupLedger, count = 1): void {
    const counts = this.groups[group] ??= { answered: 0, dropped: 0, failed: 0 };
    counts[what] += count;
  }
}
