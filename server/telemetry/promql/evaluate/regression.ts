import { failExecution } from "../language/promql_error.ts";
import { KahanSum } from "./kahan.ts";
import type { Window } from "./window.ts";

interface Line {
  /** Per second. */
  readonly slope: number;
  /** The value at the time of reference. */
  readonly intercept: number;
}

/** `deriv`: the slope of the least-squares line. */
export function deriv(window: Window): number {
  if (window.to - window.from < 2) return window.absent();
  // A reference within the range keeps the sums small.
  return regression(window, window.timestampsMs[window.from] as number).slope;
}

/** `predict_linear`: where the least-squares line is so many seconds after the step. */
export function predictLinear(window: Window): number {
  if (window.to - window.from < 2) return window.absent();
  const { slope, intercept } = regression(window, window.stepTimeMs);
  return slope * (window.args[0] ?? NaN) + intercept;
}

function regression({ timestampsMs, values, from, to }: Window, referenceMs: number): Line {
  const [sumX, sumY, sumXY, sumXX] = Array.from({ length: 4 }, () => new KahanSum()) as [
    KahanSum,
    KahanSum,
    KahanSum,
    KahanSum,
  ];
  const first = values[from] as number;
  let isConstant = true;
  for (let at = from; at < to; at++) {
    const y = values[at] as number;
    if (at > from && y !== first) isConstant = false;
    const x = ((timestampsMs[at] as number) - referenceMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  if (isConstant) {
    return Math.abs(first) === Infinity
      ? { slope: NaN, intercept: NaN }
      : { slope: 0, intercept: first };
  }
  const count = to - from;
  const covariance = sumXY.total - sumX.total * sumY.total / count;
  const variance = sumXX.total - sumX.total * sumX.total / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total / count - slope * sumX.total / count };
}

/**
 * `double_exponential_smoothing`: level s and trend b, with s = f·x + (1 − f)·(s + b),
 * b = t·(s − s′) + (1 − t)·b, f and t between 0 and 1.
 *
 * @throws PromqlFailure when a factor is not between 0 and 1
 */
export function doubleExponentialSmoothing(window: Window): number {
  const [smoothing = NaN, trending = NaN] = window.args;
  for (const [name, factor] of [["smoothing", smoothing], ["trend", trending]] as const) {
    if (!(factor <= 0 || factor >= 1)) continue;
    const short = name === "smoothing" ? "sf" : "tf";
    failExecution(
      `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${factor.toFixed(6)}`,
    );
  }
  const { values, from, to } = window;
  if (to - from < 2) return window.absent();
  let before = 0;
  let level = values[from] as number;
  let trend = (values[from + 1] as number) - level;
  for (let at = from + 1; at < to; at++) {
    if (at > from + 1) trend = trending * (level - before) + (1 - trending) * trend;
    const next = smoothing * (values[at] as number) + (1 - smoothing) * (level + trend);
    [before, level] = [level, next];
  }
  return level;
}
