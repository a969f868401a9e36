import { type Interval, Z_95 } from "./interval.ts";

/** How many of how many. */
export interface Share {
  readonly count: number;
  /** 1 at least. */
  readonly of: number;
}

/**
 * The difference of two shares, `one − other`, with its interval of 95 %: the hybrid score method.
 *
 * With p = count / of and [l, u] Wilson's interval of each share:
 *
 * ```text
 * low  = p1 − p2 − √((p1 − l1)² + (u2 − p2)²)
 * high = p1 − p2 + √((u1 − p1)² + (p2 − l2)²)
 * ```
 *
 * It never leaves [−1, 1], and has a width where nothing failed at all, which the textbook's interval has not.
 * Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
 * Medicine 17 (1998), 873–890, method 10.
 */
export function newcombeDifference(one: Share, other: Share): Interval {
  const [p1, p2] = [one.count / one.of, other.count / other.of];
  const [[l1, u1], [l2, u2]] = [wilsonInterval(one), wilsonInterval(other)];
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - l1, u2 - p2),
    high: difference + Math.hypot(u1 - p1, p2 - l2),
  };
}

/**
 * The interval of 95 % of one share, without correction for continuity.
 *
 * Source: E. B. Wilson, Probable inference, JASA 22 (1927), 209–212.
 */
export function wilsonInterval({ count, of }: Share): readonly [number, number] {
  const z2 = Z_95 ** 2;
  const middle = 2 * count + z2;
  const reach = Z_95 * Math.sqrt(z2 + 4 * count * (1 - count / of));
  const whole = 2 * (of + z2);
  // What rounding adds at the edges would be shares that there are not.
  return [
    count === 0 ? 0 : (middle - reach) / whole,
    count === of ? 1 : (middle + reach) / whole,
  ];
}
