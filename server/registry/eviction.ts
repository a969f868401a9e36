import type { Lease } from "./lease_table.ts";
import type { SelfPreservationRules } from "./profile.ts";
import { type PreservationView, SelfPreservation } from "./self_preservation.ts";

interface Census {
  leases: number;
  expired: number;
}

/** What one look at the leases came to. */
export interface EvictionRound {
  readonly evict: readonly Lease[];
  readonly held: readonly Lease[];
  /** Groups whose state changed in this round. */
  readonly changed: readonly PreservationView[];
}

/**
 * Chooses which expired leases go: each needs leave from its application and from its zone, so that a
 * lost zone and a lost application are both seen, and a single crash always passes.
 */
export class EvictionJudge {
  readonly #rules: SelfPreservationRules;
  readonly #groups = new Map<string, SelfPreservation>();

  /** Makes a judge that has seen nothing yet. */
  constructor(rules: SelfPreservationRules) {
    this.#rules = rules;
  }

  /** Decides over `all` leases, of which `expired` (longest expired first) are past their deadline. */
  decide(all: Iterable<Lease>, expired: readonly Lease[], nowMs: number): EvictionRound {
    const before = new Map([...this.#groups].map(([name, group]) => [name, group.state]));
    this.#update(all, expired, nowMs);
    const evict: Lease[] = [];
    const held: Lease[] = [];
    for (const lease of expired) {
      const groups = groupNames(lease).map((name) => this.#group(name));
      if (groups.some((group) => group.allowance < 1)) held.push(lease);
      else {
        for (const group of groups) group.evicted();
        evict.push(lease);
      }
    }
    const changed = [...this.#groups]
      .filter(([name, group]) => (before.get(name) ?? "normal") !== group.state)
      .map(([, group]) => group.view());
    for (const [name, group] of this.#groups) if (group.idle) this.#groups.delete(name);
    return { evict, held, changed };
  }

  /** How every group stood at the last look. */
  views(): PreservationView[] {
    return [...this.#groups.values()].map((group) => group.view());
  }

  #update(all: Iterable<Lease>, expired: readonly Lease[], nowMs: number): void {
    const census = new Map<string, Census>();
    for (const name of this.#groups.keys()) census.set(name, { leases: 0, expired: 0 });
    for (const lease of all) count(census, lease, "leases");
    for (const lease of expired) count(census, lease, "expired");
    for (const [name, counted] of census) {
      this.#group(name).update(counted.leases, counted.expired, nowMs);
    }
  }

  #group(name: string): SelfPreservation {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new SelfPreservation(name, this.#rules);
      this.#groups.set(name, group);
    }
    return group;
  }
}

function groupNames(lease: Lease): [string, string] {
  return [`app ${lease.instance.app}`, `zone ${lease.zone}`];
}

function count(census: Map<string, Census>, lease: Lease, what: keyof Census): void {
  for (const name of groupNames(lease)) {
    const entry = census.get(name);
    if (entry === undefined) census.set(name, { leases: 0, expired: 0, [what]: 1 });
    else entry[what]++;
  }
}
