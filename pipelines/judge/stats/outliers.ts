import { percentile } from "./summary.ts";

/** Values between these are kept. */
export interface Fences {
  readonly low: number;
  readonly high: number;
}

/** How far out is out. */
export interface FenceOptions {
  readonly factor: number;
  /** Never fence in more than the first and the last percent. */
  readonly relaxed?: boolean;
}

/**
 * Tukey's fences, Q₁ − f·IQR and Q₃ + f·IQR; relaxed they lie at least at the 1st and the 99th percentile.
 *
 * Source: Kayenta's IQRDetector.
 */
export function quartileFences(values: readonly number[], options: FenceOptions): Fences {
  const [low, high] = [percentile(values, 25), percentile(values, 75)];
  const reach = options.factor * (high - low);
  const fences = { low: low - reach, high: high + reach };
  if (options.relaxed !== true) return fences;
  return {
    low: Math.min(percentile(values, 1), fences.low),
    high: Math.max(percentile(values, 99), fences.high),
  };
}

/** Where the values beyond the fences are. */
export function outlierIndices(values: readonly number[], { low, high }: Fences): number[] {
  return values.flatMap((value, at) => value < low || value > high ? [at] : []);
}
