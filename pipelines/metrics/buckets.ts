import type { RangeSeries } from "./prometheus_api.ts";
import { increments, sumSteps } from "./steps.ts";

/** What a histogram counted in each step up to each bound; the last bound is infinite. */
export interface BucketSteps {
  readonly bounds: readonly number[];
  /** By bound, then by step; each counts what is below it, too. */
  readonly counts: readonly Float64Array[];
}

/** Reads the buckets of a histogram from its series; undefined when they are none. */
export function readBuckets(all: readonly RangeSeries[], count: number): BucketSteps | undefined {
  const byBound = new Map<number, Float64Array[]>();
  for (const { labels, values } of all) {
    const bound = boundOf(labels["le"]);
    if (Number.isNaN(bound)) return undefined;
    byBound.set(bound, [...byBound.get(bound) ?? [], increments(values)]);
  }
  const bounds = [...byBound.keys()].sort((one, other) => one - other);
  if (bounds.at(-1) !== Infinity) return undefined;
  return { bounds, counts: bounds.map((bound) => sumSteps(byBound.get(bound) ?? [], count)) };
}

function boundOf(le: string | undefined): number {
  return le === "+Inf" ? Infinity : le === undefined || le === "" ? NaN : Number(le);
}

/**
 * The quantile of each step as Prometheus has it: linear within its bucket, and the highest bound that is
 * finite where it lies beyond. NaN without observations.
 *
 * Source: Prometheus, `histogram_quantile`.
 */
export function quantileSteps(
  { bounds, counts }: BucketSteps,
  quantile: number,
): readonly number[] {
  const steps = counts[0]?.length ?? 0;
  return Array.from({ length: steps }, (_, step) => {
    const below = counts.map((of) => of[step] ?? NaN);
    const all = below.at(-1) ?? NaN;
    if (!(all > 0)) return NaN;
    const wanted = quantile * all;
    const at = below.findIndex((count) => count >= wanted);
    const [low, high] = [bounds[at - 1] ?? 0, bounds[at] ?? Infinity];
    if (high === Infinity) return low;
    const [before, upTo] = [below[at - 1] ?? 0, below[at] ?? 0];
    return upTo === before ? high : low + (high - low) * (wanted - before) / (upTo - before);
  });
}

/** How many were observed in each step, and how many of them beyond a bound. */
export function beyondSteps({ bounds, counts }: BucketSteps, bound: number) {
  const all = counts.at(-1) ?? new Float64Array();
  const within = counts[bounds.indexOf(bound)];
  const beyond = [...all].map((count, step) =>
    within === undefined ? NaN : count - (within[step] ?? NaN)
  );
  return { beyond, all: [...all] };
}

/**
 * The lowest bound that at most `share` of the observations of both sides together lie beyond; undefined
 * when both have not the same bounds, or none is low enough.
 *
 * Both sides choose it alike, so that it favours neither.
 */
export function tailBound(
  sides: readonly [BucketSteps, BucketSteps],
  share: number,
): number | undefined {
  const [one, other] = sides;
  if (`${one.bounds}` !== `${other.bounds}`) return undefined;
  const countAt = (at: number) =>
    sides.reduce((sum, { counts }) => sum + total(counts.at(at) ?? new Float64Array()), 0);
  const all = countAt(-1);
  return one.bounds.find((bound, at) => bound < Infinity && all - countAt(at) <= share * all);
}

function total(steps: Float64Array): number {
  return steps.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}
