import type { Clock } from "../ports/clock.ts";

/** How long something is held. */
export interface LeaseTerms {
  /** How long it lasts from now on; renewals never make it longer. */
  readonly remainingMs: number;
  /** It ends this long after the last renewal. */
  readonly leaseMs: number;
}

/** Something that is held until its end or its lease, whichever is earlier. */
export interface Leased<T> {
  readonly id: string;
  readonly value: T;
  readonly remainingMs: number;
  readonly leaseLeftMs: number;
}

interface Entry<T> {
  readonly value: T;
  readonly endWallMs: number;
  readonly endMonotonicMs: number;
  leaseWallMs: number;
  leaseMonotonicMs: number;
}

/**
 * Holds things by lease: each ends at the earlier of its end and its lease, by the wall clock and by the
 * monotonic clock alike.
 *
 * leftMs = min(endMs, leaseMs) − nowMs of the clock that is further on: a machine that slept counts by
 * the wall, a wall clock that was set back does not make anything longer.
 */
export class LeaseBook<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<T>>();

  /** Makes an empty book. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many are held, lapsed ones that were not taken out yet among them. */
  get size(): number {
    return this.#entries.size;
  }

  /** Holds `value` under `id`; one that was there is replaced. */
  put(id: string, value: T, terms: LeaseTerms): void {
    const wallMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    this.#entries.set(id, {
      value,
      endWallMs: wallMs + terms.remainingMs,
      endMonotonicMs: monotonicMs + terms.remainingMs,
      leaseWallMs: wallMs + terms.leaseMs,
      leaseMonotonicMs: monotonicMs + terms.leaseMs,
    });
  }

  /** What is held under `id`, if it has not lapsed. */
  get(id: string): T | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && this.#leftMs(entry) > 0 ? entry.value : undefined;
  }

  /** How long one lasts unless it is renewed, in ms; 0 for what is not held. */
  leftMs(id: string): number {
    const entry = this.#entries.get(id);
    return entry === undefined ? 0 : Math.max(0, this.#leftMs(entry));
  }

  /** Renews leases; answers the ids that are not held (any more). */
  renew(ids: readonly string[], leaseMs: number): string[] {
    const missing: string[] = [];
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry === undefined || this.#leftMs(entry) <= 0) missing.push(id);
      else {
        entry.leaseWallMs = this.#clock.nowMs() + leaseMs;
        entry.leaseMonotonicMs = this.#clock.monotonicMs() + leaseMs;
      }
    }
    return missing;
  }

  /** Takes one out; answers what was held. */
  remove(id: string): T | undefined {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    return entry?.value;
  }

  /** Takes out and answers what lapsed. */
  takeLapsed(): { readonly id: string; readonly value: T }[] {
    const lapsed = [...this.#entries]
      .filter(([, entry]) => this.#leftMs(entry) <= 0)
      .map(([id, { value }]) => ({ id, value }));
    for (const { id } of lapsed) this.#entries.delete(id);
    return lapsed;
  }

  /** In how many ms the next one lapses unless it is renewed; infinity for none. */
  get nextLapseMs(): number {
    let soonest = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) soonest = Math.min(soonest, this.#leftMs(entry));
    return Math.max(0, soonest);
  }

  /** What is held, in the order it came. */
  list(): Leased<T>[] {
    const wallMs = this.#clock.nowMs();
    const monotonicMs = this.#clock.monotonicMs();
    return [...this.#entries].filter(([, entry]) => this.#leftMs(entry) > 0).map(([id, entry]) => ({
      id,
      value: entry.value,
      remainingMs: Math.min(entry.endWallMs - wallMs, entry.endMonotonicMs - monotonicMs),
      leaseLeftMs: Math.min(entry.leaseWallMs - wallMs, entry.leaseMonotonicMs - monotonicMs),
    }));
  }

  #leftMs(entry: Entry<T>): number {
    const wallMs = Math.min(entry.endWallMs, entry.leaseWallMs) - this.#clock.nowMs();
    const monotonicMs = Math.min(entry.endMonotonicMs, entry.leaseMonotonicMs) -
      this.#clock.monotonicMs();
    return Math.min(wallMs, monotonicMs);
  }
}
