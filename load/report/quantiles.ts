import type { Quantiles } from "./load_report.ts";

/** Numbers in order, smallest first; the input is left as it is. */
export function inOrder(values: readonly number[]): readonly number[] {
  return Float64Array.from(values).sort() as unknown as readonly number[];
}

/**
 * The quantile by straight lines between the closest ranks, as k6's `p(N)`: x[h] with
 * h = ratio · (n − 1), 0 ≤ ratio ≤ 1; null of nothing.
 *
 * Source: grafana/k6, metrics/sink.go (TrendSink.P).
 */
export function quantileOf(ordered: readonly number[], ratio: number): number | null {
  const at = ratio * (ordered.length - 1);
  const low = ordered[Math.floor(at)];
  const high = ordered[Math.ceil(at)];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (at - Math.floor(at));
}

/** p50, p95 and p99 of values in any order, to a hundredth. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const ordered = inOrder(values);
  const at = (ratio: number) => {
    const value = quantileOf(ordered, ratio);
    return value === null ? null : Math.round(value * 100) / 100;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
