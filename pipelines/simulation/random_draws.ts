import type { Rng } from "@netops/core";

/** A draw from the standard normal distribution. Source: Box & Muller, 1958. */
export function drawNormal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

const LARGE_MEAN = 50;

/** How many events there are when so many are expected. Source: Knuth, TAOCP 2, 3.4.1; normal above 50. */
export function drawPoisson(rng: Rng, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > LARGE_MEAN) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(rng)));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = rng.next(); product > limit; product *= rng.next()) count++;
  return count;
}

/** The next value of a series around 0 that remembers the last one: φ·last + √(1 − φ²)·σ·N. */
export function drawFollowing(
  rng: Rng,
  last: number,
  { phi, sigma }: { readonly phi: number; readonly sigma: number },
): number {
  return phi * last + Math.sqrt(1 - phi * phi) * sigma * drawNormal(rng);
}
