/** Where a root is looked for, with the values of the function at both ends. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly atLow: number;
  readonly atHigh: number;
}

const EPSILON = 2.220446049250313e-16;
/** Absolute: the size of the metric does not matter to Kayenta. */
const TOLERANCE = 1e-4;
const MOST_STEPS = 1_001;

/**
 * Finds a root as Kayenta does: Brent's method, stopped at a step of 2ε|b| + 0.5·10⁻⁴.
 *
 * Source: Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4; the constants are
 * those of Kayenta's BrentSolver.
 */
export function brentRoot(valueAt: (x: number) => number, bracket: Bracket): number {
  const { low, high, atLow, atHigh } = bracket;
  if (atLow === 0) return low;
  if (atHigh === 0) return high;
  let [a, b, c] = [low, high, low];
  let [fa, fb, fc] = [atLow, atHigh, atLow];
  for (let step = 0; step < MOST_STEPS; step++) {
    const before = b - a;
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * EPSILON * Math.abs(b) + TOLERANCE / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= tolerance || fb === 0) return b;
    const mayInterpolate = Math.abs(before) >= tolerance && Math.abs(fa) > Math.abs(fb);
    const next = mayInterpolate
      ? interpolate({ a, b, c, fa, fb, fc }, { half, before, tolerance })
      : half;
    [a, fa] = [b, fb];
    b += Math.abs(next) < tolerance ? (next > 0 ? tolerance : -tolerance) : next;
    fb = valueAt(b);
    if (fb > 0 && fc > 0 || fb < 0 && fc < 0) [c, fc] = [a, fa];
  }
  return b;
}

interface Points {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
}

interface Steps {
  readonly half: number;
  readonly before: number;
  readonly tolerance: number;
}

/** The secant with two points, inverse quadratic with three; half the bracket where they reach too far. */
function interpolate({ a, b, c, fa, fb, fc }: Points, { half, before, tolerance }: Steps): number {
  const width = c - b;
  let [p, q] = [0, 0];
  if (a === c) {
    const slope = fb / fa;
    [p, q] = [width * slope, 1 - slope];
  } else {
    const [ac, bc, ba] = [fa / fc, fb / fc, fb / fa];
    p = ba * (width * ac * (ac - bc) - (b - a) * (bc - 1));
    q = (ac - 1) * (bc - 1) * (ba - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const isInside = p < 0.75 * width * q - Math.abs(tolerance * q) / 2;
  return isInside && p < Math.abs(before * q / 2) ? p / q : half;
}
