import type { Clock } from "@netops/core";
import { evaluateThresholds, type FindMetric } from "../judge/evaluate_thresholds.ts";
import { parseLimit } from "../judge/metric_summary.ts";
import type { LoadFacts } from "../report/load_facts.ts";
import type { LoadOrder } from "../run/load_order.ts";
import type { ThresholdOutcome } from "../run/load_threshold.ts";

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
    const { find } = facts();
    for (const one of evaluateThresholds(this.#order.thresholds, find)) {
      const isCrossed = !one.passed && one.actual !== null && !mayBeKept(one, find);
      crossed[one.metric] = isCrossed || crossed[one.metric] === true;
    }
    const endedAtMs = this.#clock.monotonicMs();
    const pauseMs = Math.max(LEAST_PAUSE_MS, (endedAtMs - beganAtMs) / MOST_SHARE);
    this.#nextAtMs = endedAtMs + pauseMs;
    return this.#crossed = crossed;
  }
}

/** Whether a load that goes on may still come to what a limit asks for: what is only counted grows until its end. */
function mayBeKept({ metric, limit: text, actual }: ThresholdOutcome, find: FindMetric): boolean {
  const limit = parseLimit(text);
  if (limit === undefined || actual === null) return false;
  const { aggregate, operator, bound } = limit;
  const isAmount = aggregate === "count" ||
    aggregate === "rate" && find(metric)?.kind === "counter";
  if (!isAmount) return false;
  if (operator === "==") return actual < bound;
  return operator === ">" || operator === ">=" || operator === "!=";
}
