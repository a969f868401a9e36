import type { Clock } from "@netops/core";
import { evaluateThresholds } from "../judge/evaluate_thresholds.ts";
import type { LoadFacts } from "../report/load_facts.ts";
import type { LoadOrder } from "../run/load_order.ts";

/** Before so much of a load has run, a threshold says more about its beginning than about the platform. */
const SETTLED_MS = 5_000;
const LEAST_PAUSE_MS = 2_000;
/** Measuring may take this share of the runner's time. */
const MOST_SHARE = 0.05;

/** Says which thresholds are crossed while a load runs; rarely when there is much to look through. */
export class CrossedThresholds {
  readonly #order: Pick<LoadOrder, "thresholds">;
  readonly #clock: Clock;
  #nextAtMs: number;
  #crossed: Record<string, boolean> = {};

  /** Begins with none crossed. */
  constructor(order: Pick<LoadOrder, "thresholds">, clock: Clock) {
    this.#order = order;
    this.#clock = clock;
    this.#nextAtMs = clock.monotonicMs() + SETTLED_MS;
  }

  /** Metric → whether one of its thresholds is crossed; measured anew when it is time to. */
  look(facts: () => LoadFacts): Readonly<Record<string, boolean>> {
    const beganAtMs = this.#clock.monotonicMs();
    if (beganAtMs < this.#nextAtMs) return this.#crossed;
    const crossed: Record<string, boolean> = {};
    for (const one of evaluateThresholds(this.#order.thresholds, facts().find)) {
      const isCrossed = !one.passed && one.actual !== null;
      crossed[one.metric] = isCrossed || crossed[one.metric] === true;
    }
    const endedAtMs = this.#clock.monotonicMs();
    const pauseMs = Math.max(LEAST_PAUSE_MS, (endedAtMs - beganAtMs) / MOST_SHARE);
    this.#nextAtMs = endedAtMs + pauseMs;
    return this.#crossed = crossed;
  }
}
