import type { MetricRule } from "./load_sample.ts";
import type { MeanInterval } from "./wild_interval.ts";

/** How one number of the second load stands against that of the first. */
export interface LoadEffect {
  readonly metric: MetricRule["metric"];
  readonly words: string;
  readonly scale: MetricRule["scale"];
  readonly verdict: "same" | "worse" | "better" | "unknown";
  /** Mean of both loads over the blocks that both have; null when one was not measured. */
  readonly before: number | null;
  readonly after: number | null;
  /** The change and its interval, in the scale; null when it is unknown why. */
  readonly effect: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** Pairs of blocks that it rests on; 0 for what is counted over whole loads. */
  readonly blocks: number;
  /** Of `unknown`: why. */
  readonly reason?: string;
  /** Of `worse` and `better`: what shows it when its interval may not, as one load stood still for a while. */
  readonly because?: string;
}

/** What is known of a number of which no more can be said, and why. */
export interface LittleKnown {
  readonly reason: string;
  readonly blocks: number;
}

/** Says that nothing is known of a number. */
export function unknownEffect(rule: MetricRule, { reason, blocks }: LittleKnown): LoadEffect {
  return {
    ...nameOf(rule),
    ...{ verdict: "unknown", before: null, after: null, effect: null, blocks, reason },
  };
}

/** Judges a change by its interval: it, or being the same, must hold for all of the interval. */
export function judgedEffect(
  rule: MetricRule,
  measured: Pick<LoadEffect, "before" | "after" | "blocks"> & { readonly effect: MeanInterval },
): LoadEffect {
  const verdict = verdictOf(rule, measured.effect);
  const why = verdict === "unknown" ? { reason: "the noise is too large: load for longer" } : {};
  return { ...nameOf(rule), ...measured, verdict, ...why };
}

/** The words that every effect has. */
export function nameOf({ metric, words, scale }: MetricRule) {
  return { metric, words, scale };
}

function verdictOf({ least, worse }: MetricRule, { low, high }: MeanInterval) {
  if (low > least) return worse === "higher" ? "worse" : "better";
  if (high < -least) return worse === "lower" ? "worse" : "better";
  return low > -2 * least && high < 2 * least ? "same" : "unknown";
}
