import type { SelfPreservationRules } from "./profile.ts";

/** Where a group stands: nothing held back, held, or held so long that the loss is believed. */
export type PreservationState = "normal" | "holding" | "releasing";

/** What one group of leases looks like and what will happen to it. */
export interface PreservationView {
  /** `app HELLO` or `zone a`. */
  readonly group: string;
  readonly state: PreservationState;
  /** N: leases of the group, those evicted of late included. */
  readonly leases: number;
  /** floor(N x ratio): with fewer alive the loss is a mass loss; never above N - 1. */
  readonly threshold: number;
  readonly alive: number;
  readonly expired: number;
  readonly evictedInWindow: number;
  /** How many expired leases may go now. */
  readonly allowance: number;
  /** When what is held goes whatever happens, in ms from now. */
  readonly releaseInMs?: number;
  readonly explanation: string;
}

interface Hold {
  readonly sinceMs: number;
  /** Evictions since the hold began. */
  evicted: number;
}

/**
 * Judges how many expired leases of one group may be evicted.
 *
 * A group of N may lose `max(1, N - floor(N x ratio))` leases within the window. More at once is a
 * mass loss, which is rather a broken network than so many crashes: then one goes, the rest is held
 * until so many renew again that the quota suffices, or until the hold is `holdMs` old.
 */
export class SelfPreservation {
  readonly #name: string;
  readonly #rules: SelfPreservationRules;
  #evictionsAtMs: number[] = [];
  #hold: Hold | undefined;
  #leases = 0;
  #expired = 0;
  #nowMs = 0;

  /** Starts to judge a group of this name. */
  constructor(name: string, rules: SelfPreservationRules) {
    this.#name = name;
    this.#rules = rules;
  }

  /** Takes in how the group stands, at a monotonic time. */
  update(leases: number, expired: number, nowMs: number): void {
    const { windowMs } = this.#rules;
    this.#evictionsAtMs = this.#evictionsAtMs.filter((atMs) => nowMs - atMs < windowMs);
    [this.#leases, this.#expired, this.#nowMs] = [leases, expired, nowMs];
    const used = this.#used;
    const fits = expired <= this.#quota(leases + used) - used;
    if (fits || expired === 0 || !this.#rules.enabled) this.#hold = undefined;
    else this.#hold ??= { sinceMs: nowMs, evicted: 0 };
  }

  /** How many expired leases may go now. */
  get allowance(): number {
    if (this.#hold === undefined || this.state === "releasing") return this.#expired;
    return Math.max(0, 1 - this.#used);
  }

  /** Where the group stands. */
  get state(): PreservationState {
    if (this.#hold === undefined) return "normal";
    return this.#nowMs - this.#hold.sinceMs >= this.#rules.holdMs ? "releasing" : "holding";
  }

  /** Whether nothing is remembered of the group, so that it may be forgotten. */
  get idle(): boolean {
    return this.#leases === 0 && this.#evictionsAtMs.length === 0 && this.#hold === undefined;
  }

  /** Notes that one of the group was evicted. */
  evicted(): void {
    if (this.#hold === undefined) this.#evictionsAtMs.push(this.#nowMs);
    else this.#hold.evicted++;
    this.#leases--;
    this.#expired--;
  }

  /** Says how the group stands and what will happen, for people. */
  view(): PreservationView {
    const used = this.#used;
    const leases = this.#leases + used;
    const releaseInMs = this.#hold === undefined
      ? undefined
      : Math.max(0, this.#hold.sinceMs + this.#rules.holdMs - this.#nowMs);
    return {
      group: this.#name,
      state: this.state,
      leases,
      threshold: leases - this.#quota(leases),
      alive: this.#leases - this.#expired,
      expired: this.#expired,
      evictedInWindow: used,
      allowance: this.allowance,
      ...(releaseInMs === undefined ? {} : { releaseInMs }),
      explanation: this.#explain(leases, used, releaseInMs),
    };
  }

  get #used(): number {
    return this.#evictionsAtMs.length + (this.#hold?.evicted ?? 0);
  }

  #quota(leases: number): number {
    return Math.max(1, leases - Math.floor(leases * this.#rules.thresholdRatio));
  }

  #explain(leases: number, used: number, releaseInMs: number | undefined): string {
    const quota = this.#quota(leases);
    if (!this.#rules.enabled) return "self-preservation is off: every expired lease is evicted";
    if (releaseInMs === undefined) {
      return `up to ${
        Math.max(0, quota - used)
      } more of ${leases} leases may expire and are evicted at once`;
    }
    if (this.state === "releasing") {
      return `held for ${this.#rules.holdMs} ms: the loss is believed, expired leases go now`;
    }
    return `${
      this.#expired + used
    } of ${leases} leases are lost and only ${quota} may go at once: ` +
      `${this.#expired} kept until they renew, or for ${Math.round(releaseInMs)} ms more`;
  }
}
