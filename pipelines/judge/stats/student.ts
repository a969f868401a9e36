import { logGamma } from "./gamma.ts";
import { normalQuantile } from "./normal.ts";

const TINY = 1e-300;

/**
 * P(T > t) of Student's t with `freedom` degrees of freedom, which need not be whole: I_x(ν/2, ½)/2 at
 * x = ν/(ν + t²).
 *
 * Source: Abramowitz & Stegun 26.7.1.
 */
export function studentTail(t: number, freedom: number): number {
  const tail = regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** The t that a value exceeds with probability `tail` (0 < tail ≤ ½): the inverse of {@linkcode studentTail}. */
export function studentQuantile(tail: number, freedom: number): number {
  let low = 0;
  let high = Math.max(1, -normalQuantile(tail));
  while (studentTail(high, freedom) > tail) [low, high] = [high, high * 2];
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b), the share of a beta distribution below x. Source: Abramowitz & Stegun 26.5.8. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return x < (a + 1) / (a + b + 2)
    ? Math.exp(scale) * betaFraction(x, a, b) / a
    : 1 - Math.exp(scale) * betaFraction(1 - x, b, a) / b;
}

/** Lentz's method: each round takes two steps of the fraction. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / kept(1 - (a + b) * x / (a + 1));
  let value = d;
  for (let m = 1; m < 1_000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    value *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

function kept(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
