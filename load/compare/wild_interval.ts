/** An interval that holds the mean of a series, but for a share `alpha` of all series. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** No more values than have all their signs tried: 2^15 of them, since half mirrors the other. */
export const MOST_VALUES = 16;

/** The smallest α for which so many values have a quantile: of their 2^(n−1) signs one lies above it. */
export function leastAlpha(count: number): number {
  return 2 ** (1 - count);
}

/**
 * Bounds the mean of at most 16 independent values: c · s/√n to both sides, where c is the 1 − α quantile of |t| over
 * all changes of sign of the residuals. It asks for no distribution, and is exact: no chance is drawn. It has no bounds
 * for an α below `leastAlpha()`.
 * Source: Wu, Ann. Statist. 14 (1986) 1261; Cameron, Gelbach and Miller, Rev. Econ. Stat. 90 (2008) 414.
 */
export function wildInterval(values: readonly number[], alpha: number): MeanInterval {
  const mean = meanOf(values);
  const residuals = values.map((value) => value - mean);
  const errorOfMean = standardError(residuals);
  if (errorOfMean === 0) return { mean, low: mean, high: mean };
  const wide = quantileOfT(residuals, alpha) * errorOfMean;
  return { mean, low: mean - wide, high: mean + wide };
}

/** How alike neighbours are: 0 when a series forgets at once, near 1 when it drifts. */
export function neighbourCorrelation(values: readonly number[]): number {
  const mean = meanOf(values);
  let along = 0;
  let all = 0;
  for (const [at, value] of values.entries()) {
    all += (value - mean) ** 2;
    const before = values[at - 1];
    if (before !== undefined) along += (value - mean) * (before - mean);
  }
  return all === 0 ? 0 : along / all;
}

/** The 1 − α quantile of |t| over all signs; the sum of squares does not change with them. */
function quantileOfT(residuals: readonly number[], alpha: number): number {
  const count = residuals.length;
  const squares = residuals.reduce((sum, value) => sum + value * value, 0);
  const half = 2 ** (count - 1);
  const all = new Float64Array(half);
  let sum = residuals.reduce((one, other) => one + other, 0);
  const signs = new Int8Array(count).fill(1);
  for (let at = 0; at < half; at++) {
    const left = Math.max(0, squares - sum * sum / count);
    const spread = Math.sqrt(left / (count - 1) / count);
    all[at] = spread === 0 ? Infinity : Math.abs(sum / count) / spread;
    // Gray's order: from one choice of signs to the next only one changes.
    const flipped = trailingZeros(at + 1);
    const sign = signs[flipped] ?? 1;
    sum -= 2 * sign * (residuals[flipped] ?? 0);
    signs[flipped] = -sign;
  }
  all.sort();
  return all[Math.ceil((1 - alpha) * half)] ?? Infinity;
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}

function standardError(residuals: readonly number[]): number {
  const count = residuals.length;
  const squares = residuals.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / (count - 1) / count);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
