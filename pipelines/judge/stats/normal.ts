import { logGamma } from "./gamma.ts";

/** Coefficients from the highest power down. */
type Polynomial = readonly number[];

const CENTRAL: readonly [Polynomial, Polynomial] = [
  [
    ...[2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457],
    ...[13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  ],
  [
    ...[5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867],
    ...[5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1],
  ],
];
const NEAR_TAIL: readonly [Polynomial, Polynomial] = [
  [
    ...[7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177],
    ...[1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055],
    ...[4.6303378461565452959, 1.42343711074968357734],
  ],
  [
    ...[1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966],
    ...[0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494],
    ...[2.05319162663775882187, 1],
  ],
];
const FAR_TAIL: readonly [Polynomial, Polynomial] = [
  [
    ...[2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386],
    ...[0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358],
    ...[5.4637849111641143699, 6.6579046435011037772],
  ],
  [
    ...[2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5],
    ...[7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531],
    ...[0.59983220655588793769, 1],
  ],
];

/**
 * The z below which a standard normal value lies with probability `p`, to 16 digits; −∞ at 0, ∞ at 1.
 *
 * Source: Wichura, Algorithm AS 241, Applied Statistics 37, 1988.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const tail = r <= 5 ? ratio(NEAR_TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5);
  return q < 0 ? -tail : tail;
}

/**
 * P(Z > z) of a standard normal value: Q(1/2, z²/2)/2, the upper incomplete gamma function, as a continued
 * fraction in the tail and as a series near the middle.
 *
 * Source: Abramowitz & Stegun 6.5.29, 6.5.31, 26.2.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  if (z > 40) return 0;
  const x = z * z / 2;
  return x < 1.5 ? (1 - lowerGamma(x)) / 2 : upperGamma(x) / 2;
}

function ratio([top, bottom]: readonly [Polynomial, Polynomial], x: number): number {
  return evaluate(top, x) / evaluate(bottom, x);
}

function evaluate(polynomial: Polynomial, x: number): number {
  let value = 0;
  for (const coefficient of polynomial) value = value * x + coefficient;
  return value;
}

const HALF_SCALE = logGamma(0.5);

function lowerGamma(x: number): number {
  if (x === 0) return 0;
  let term = 2;
  let total = term;
  for (let a = 1.5; term > total * 1e-17; a++) total += term *= x / a;
  return total * Math.exp(0.5 * Math.log(x) - x - HALF_SCALE);
}

function upperGamma(x: number): number {
  // Lentz's method for 1/(x+½− ½·1/(x+2½− …)).
  let b = x + 0.5;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 300; i++) {
    const a = -i * (i - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value * Math.exp(0.5 * Math.log(x) - x - HALF_SCALE);
}
