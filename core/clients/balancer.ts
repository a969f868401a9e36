import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { GROUND_ZONE } from "../nouns/instance.ts";
import type { Rng } from "../ports/rng.ts";
import type { InstanceStats } from "./instance_stats.ts";

/** One instance that may be chosen. */
export interface Candidate {
  readonly instance: RegisteredInstance;
  readonly stats: InstanceStats;
  /** Whether its breaker lets a request in. */
  admits(nowMs: number): boolean;
}

/** What a balancer prefers. */
export interface BalancerOptions {
  readonly rng: Rng;
  /** The zone of the caller; `-` for none. */
  readonly zone: string;
  /** How long a new instance warms up, in ms; 10,000. */
  readonly slowStartMs?: number;
}

/** A request goes to another zone when the best at home costs so many times more. */
const SPILL_FACTOR = 3;

/** The least share of its fair part that a warming instance gets. */
const LEAST_RAMP = 0.1;

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Chooses instances: the better of two drawn at random, from the caller's zone first.
 *
 * cost = (inFlight + 1) · (1 + 9 · errorRatio). The zone's best is given up when another zone's costs
 * less than a third. A warming instance is accepted with probability ramp/ramp of the other,
 * ramp = max(0.1, age / slowStartMs). Ejected ones are left out unless nobody else is left; those
 * with an open breaker always. Pure but for the draws.
 * Source: Mitzenmacher, "The Power of Two Choices"; Netflix, "Rethinking Netflix's Edge Load Balancing".
 */
export class Balancer {
  readonly #rng: Rng;
  readonly #zone: string;
  readonly #slowStartMs: number;

  /** Makes a balancer for callers in one zone. */
  constructor(options: BalancerOptions) {
    this.#rng = options.rng;
    this.#zone = options.zone;
    this.#slowStartMs = options.slowStartMs ?? 10_000;
  }

  /** Chooses one; whoever was `tried` only when nobody else is left; undefined when none admits. */
  choose<C extends Candidate>(
    candidates: readonly C[],
    nowMs: number,
    tried: ReadonlySet<string> = NOBODY,
  ): C | undefined {
    const admitted = candidates.filter((candidate) => candidate.admits(nowMs));
    const untried = tried.size === 0
      ? admitted
      : preferred(admitted, (candidate) => !tried.has(candidate.instance.id));
    const usable = preferred(untried, (candidate) => !candidate.stats.isEjected(nowMs));
    const local = this.#zone === GROUND_ZONE
      ? usable
      : preferred(usable, (candidate) => candidate.instance.zone === this.#zone);
    const best = this.#betterOfTwo(local, nowMs);
    if (best === undefined || local.length === usable.length) return best;
    const remote = usable.filter((candidate) => candidate.instance.zone !== this.#zone);
    const other = remote[this.#rng.integer(remote.length)] as C;
    const spills = cost(best, nowMs) > SPILL_FACTOR * cost(other, nowMs);
    return spills ? other : this.#warm(best, other, nowMs);
  }

  #betterOfTwo<C extends Candidate>(candidates: readonly C[], nowMs: number): C | undefined {
    if (candidates.length < 2) return candidates[0];
    const first = this.#rng.integer(candidates.length);
    const skip = this.#rng.integer(candidates.length - 1);
    const one = candidates[first] as C;
    const two = candidates[skip < first ? skip : skip + 1] as C;
    return cost(one, nowMs) <= cost(two, nowMs)
      ? this.#warm(one, two, nowMs)
      : this.#warm(two, one, nowMs);
  }

  /** Takes the better one, unless it still warms up and chance says the other. */
  #warm<C extends Candidate>(better: C, other: C, nowMs: number): C {
    const { answered, inFlight } = better.stats;
    if (!answered && inFlight > 0 && other.stats.answered) return other;
    const ramp = this.#ramp(better, nowMs);
    const otherRamp = this.#ramp(other, nowMs);
    return ramp < otherRamp && this.#rng.next() >= ramp / otherRamp ? other : better;
  }

  #ramp(candidate: Candidate, nowMs: number): number {
    const ageMs = nowMs - candidate.stats.warmFromMs;
    return Math.min(1, Math.max(LEAST_RAMP, ageMs / this.#slowStartMs));
  }
}

/** Those that `wanted` says yes to, or everybody when it says no to all. */
function preferred<C>(candidates: readonly C[], wanted: (candidate: C) => boolean): readonly C[] {
  if (candidates.every(wanted)) return candidates;
  const found = candidates.filter(wanted);
  return found.length === 0 ? candidates : found;
}

function cost(candidate: Candidate, nowMs: number): number {
  return (candidate.stats.inFlight + 1) * (1 + 9 * candidate.stats.errorRatio(nowMs));
}
