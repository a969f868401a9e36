import type { GroupLedger } from "@netops/core/contracts";

/** The group of a request for which none could be chosen. */
export const NO_GROUP = "-";

/** Groups of one app that are remembered; an app has one or two that answer. */
const MOST_GROUPS = 200;

type Counts = { -readonly [Name in keyof GroupLedger]: number };

/** What came of the requests of each app, by server group; each request counts once. */
export class RequestLedger {
  readonly #apps = new Map<string, Map<string, Counts>>();

  /** Counts an answer of the service itself, whatever it says. */
  answered(app: string, group: string, status: number): void {
    const counts = this.#countsOf(app, group);
    counts.answered++;
    if (status >= 500) counts.failed++;
  }

  /** Counts a request that the gateway had to answer in place of the service, or to cut off. */
  dropped(app: string, group: string): void {
    this.#countsOf(app, group).dropped++;
  }

  /** The counts of one app by group. */
  groupsOf(app: string): Readonly<Record<string, GroupLedger>> {
    return Object.fromEntries(this.#apps.get(app) ?? []);
  }

  /** The counts of all apps. */
  *all(): Generator<{ readonly app: string; readonly group: string } & GroupLedger> {
    for (const [app, groups] of this.#apps) {
      for (const [group, counts] of groups) yield { app, group, ...counts };
    }
  }

  #countsOf(app: string, group: string): Counts {
    return this.#apps.get(app)?.get(group) ?? this.#begin(app, group);
  }

  #begin(app: string, group: string): Counts {
    const groups = this.#apps.get(app) ?? new Map<string, Counts>();
    this.#apps.set(app, groups);
    const [oldest] = groups.keys();
    if (groups.size >= MOST_GROUPS && oldest !== undefined) groups.delete(oldest);
    const counts = { answered: 0, dropped: 0, failed: 0 };
    groups.set(group, counts);
    return counts;
  }
}
