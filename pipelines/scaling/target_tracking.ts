/** How an application is scaled by a number that its load moves. */
export interface TargetTracking {
  /** What the number should be per replica, or on average; above 0, in the number's own unit. */
  readonly target: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Within this distance of the target, as a share of it, nothing changes; 0.1. */
  readonly toleranceRatio?: number;
  /** After a change, no further growth for this long; 15 s. */
  readonly scaleOutCooldownMs?: number;
  /** The most that was wanted within this time is kept, so that a dip takes nothing away; 60 s. */
  readonly scaleInWindowMs?: number;
}

/** What is known when the number of replicas is decided. */
export interface ScalingFacts {
  readonly nowMs: number;
  readonly replicas: number;
  /** The number now, on average over the replicas that are up; undefined when nobody knows. */
  readonly value: number | undefined;
  /** A deploy or a fault is at work there: nothing is taken away meanwhile. */
  readonly isProtected: boolean;
}

/** How many replicas there should be, and why in a word. */
export interface ScalingDecision {
  readonly replicas: number;
  readonly reason:
    | "unknown"
    | "within tolerance"
    | "scale out"
    | "scale in"
    | "cooldown"
    | "protected"
    | "bounds";
}

const TOLERANCE = 0.1;
const OUT_COOLDOWN_MS = 15_000;
const IN_WINDOW_MS = 60_000;

/**
 * Decides how many replicas an application should have, from look to look.
 *
 * wanted = ⌈replicas · value / target⌉, within the bounds. Growth waits for its cooldown; fewer are only
 * taken when fewer were wanted at every look of the window. A value that nobody knows changes nothing.
 * Source: Kubernetes, horizontal pod autoscaling, "algorithm details" and "stabilization window".
 */
export class TargetTracker {
  readonly #policy: TargetTracking;
  readonly #wanted: { readonly atMs: number; readonly replicas: number }[] = [];
  #grownAtMs = -Infinity;

  /** Knows nothing of before. */
  constructor(policy: TargetTracking) {
    this.#policy = policy;
  }

  /** Decides at one look; looks come in the order of time. */
  decide(facts: ScalingFacts): ScalingDecision {
    const { nowMs, replicas, isProtected } = facts;
    const bounded = this.#bound(replicas);
    if (bounded < replicas && isProtected) return { replicas, reason: "protected" };
    if (bounded !== replicas) return { replicas: bounded, reason: "bounds" };
    const wanted = this.#wantedNow(facts);
    if (wanted === undefined) return { replicas, reason: "unknown" };
    const most = this.#mostWanted(nowMs, wanted);
    if (wanted > replicas) return this.#grow(facts, wanted);
    if (most >= replicas) {
      return { replicas, reason: wanted === replicas ? "within tolerance" : "cooldown" };
    }
    return isProtected ? { replicas, reason: "protected" } : { replicas: most, reason: "scale in" };
  }

  #wantedNow({ replicas, value }: ScalingFacts): number | undefined {
    if (value === undefined || !Number.isFinite(value) || value < 0) return undefined;
    const { target, toleranceRatio = TOLERANCE } = this.#policy;
    const ratio = value / target;
    if (Math.abs(ratio - 1) <= toleranceRatio) return replicas;
    return this.#bound(Math.ceil(replicas * ratio));
  }

  #mostWanted(nowMs: number, wanted: number): number {
    const { scaleInWindowMs = IN_WINDOW_MS } = this.#policy;
    this.#wanted.push({ atMs: nowMs, replicas: wanted });
    while (this.#wanted[0]!.atMs < nowMs - scaleInWindowMs) this.#wanted.shift();
    return Math.max(...this.#wanted.map(({ replicas }) => replicas));
  }

  #grow({ nowMs, replicas }: ScalingFacts, wanted: number): ScalingDecision {
    const { scaleOutCooldownMs = OUT_COOLDOWN_MS } = this.#policy;
    if (nowMs - this.#grownAtMs < scaleOutCooldownMs) return { replicas, reason: "cooldown" };
    this.#grownAtMs = nowMs;
    return { replicas: wanted, reason: "scale out" };
  }

  #bound(replicas: number): number {
    const { minReplicas, maxReplicas } = this.#policy;
    return Math.min(maxReplicas, Math.max(minReplicas, replicas));
  }
}
