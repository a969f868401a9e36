import type { ViewerOca } from "./viewer_options.ts";

const PENALTY_MS = 5_000;
const MOST_PENALTY_MS = 60_000;
/** Failures this far apart have nothing to do with each other. */
const FORGET_MS = 60_000;

interface Misses {
  strikes: number;
  failedAtMs: number;
  freeAtMs: number;
}

/**
 * Knows the OCAs of a session and which of them failed.
 *
 * Who fails is left out for 5 s, twice as long each time that it fails again within a minute, at most
 * 60 s. Afterwards it counts by its rank as before.
 */
export class OcaBook {
  #ocas: readonly ViewerOca[];
  readonly #misses = new Map<string, Misses>();
  readonly #lives = new Map<string, string>();

  /** Takes an offer. */
  constructor(ocas: readonly ViewerOca[]) {
    this.#ocas = ocas;
  }

  /** Everybody who was offered, by rank. */
  get ocas(): readonly ViewerOca[] {
    return this.#ocas;
  }

  /** Replaces the offer; who failed is remembered. An empty offer changes nothing. */
  offer(ocas: readonly ViewerOca[]): void {
    if (ocas.length > 0) this.#ocas = ocas;
  }

  /** Who may be asked now, by rank. */
  available(nowMs: number): readonly ViewerOca[] {
    return this.#ocas.filter(({ id }) => (this.#misses.get(id)?.freeAtMs ?? -Infinity) <= nowMs);
  }

  /** Leaves an OCA out for a while. */
  penalize(id: string, nowMs: number): void {
    const before = this.#misses.get(id);
    const isFresh = before === undefined || nowMs - before.failedAtMs > FORGET_MS;
    const strikes = isFresh ? 1 : before.strikes + 1;
    const penaltyMs = Math.min(MOST_PENALTY_MS, PENALTY_MS * Math.pow(2, strikes - 1));
    this.#misses.set(id, { strikes, failedAtMs: nowMs, freeAtMs: nowMs + penaltyMs });
  }

  /** Notes which life of an OCA answered; true when it is another one than before. */
  isReborn(id: string, life: string | undefined): boolean {
    if (life === undefined) return false;
    const before = this.#lives.get(id);
    this.#lives.set(id, life);
    return before !== undefined && before !== life;
  }

  /** Lets everybody be asked again. */
  pardon(): void {
    for (const misses of this.#misses.values()) misses.freeAtMs = -Infinity;
  }

  /** When the next one comes back; Infinity when nobody is left out. */
  nextFreeMs(nowMs: number): number {
    const times = this.#ocas.map(({ id }) => this.#misses.get(id)?.freeAtMs ?? -Infinity);
    return Math.min(Infinity, ...times.filter((atMs) => atMs > nowMs));
  }
}
