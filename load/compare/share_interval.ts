import type { Share } from "./load_sample.ts";
import type { MeanInterval } from "./wild_interval.ts";

/**
 * Bounds b − a of two shares, from the score interval of each; both must be of something. A point when neither has a
 * part. It takes each of the counted as a case of its own: those of one bad moment count as if they had come one by one.
 * Source: Newcombe, Statist. Med. 17 (1998) 873, method 10; Wilson, J. Am. Statist. Assoc. 22 (1927) 209.
 */
export function shareInterval(before: Share, after: Share, alpha: number): MeanInterval {
  const mean = ratio(after) - ratio(before);
  if (before.part === 0 && after.part === 0) return { mean, low: 0, high: 0 };
  const z = upperNormal(alpha / 2);
  const first = scoreInterval(before, z);
  const second = scoreInterval(after, z);
  return {
    mean,
    low: mean - Math.hypot(ratio(after) - second.low, first.high - ratio(before)),
    high: mean + Math.hypot(second.high - ratio(after), ratio(before) - first.low),
  };
}

function ratio({ part, whole }: Share): number {
  return part / whole;
}

function scoreInterval(share: Share, z: number) {
  const { whole } = share;
  const p = ratio(share);
  const grown = 1 + z * z / whole;
  const middle = (p + z * z / (2 * whole)) / grown;
  const wide = z * Math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / grown;
  return { low: middle - wide, high: middle + wide };
}

/** The z that a normal value exceeds with probability p ≤ 0.5, to 4.5e-4. Source: Abramowitz and Stegun 26.2.23. */
function upperNormal(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
