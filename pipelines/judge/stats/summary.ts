import { mean } from "./mean.ts";

/** What describes a series in a few numbers. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Of the sample: divided by count − 1; 0 for one value. */
  readonly standardDeviation: number;
}

/** Describes a series; all zeros for an empty one, as in Kayenta. */
export function summarize(values: readonly number[]): Summary {
  const count = values.length;
  if (count === 0) return { count, min: 0, max: 0, mean: 0, median: 0, standardDeviation: 0 };
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return {
    ...{ count, mean: center, median: percentile(values, 50) },
    min: values.reduce((low, value) => Math.min(low, value)),
    max: values.reduce((high, value) => Math.max(high, value)),
    standardDeviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)),
  };
}

/**
 * A percentile by linear interpolation (type R-7): at h = (n − 1)·p/100 between the sorted values; 0 for
 * nothing.
 *
 * Source: Hyndman & Fan, Sample quantiles in statistical packages, 1996, definition 7.
 */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * percent / 100;
  const low = Math.floor(at);
  const below = sorted[low] ?? 0;
  return below + (at - low) * ((sorted[low + 1] ?? below) - below);
}
