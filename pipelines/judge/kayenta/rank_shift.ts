import { normalQuantile } from "../stats/normal.ts";
import { rank } from "../stats/ranks.ts";
import { brentRoot } from "./brent_root.ts";

/** The experiment and the control, as Kayenta calls them in this test. */
export interface RankSamples {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Interval and estimate of the shift x − y. */
export interface RankShift {
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

/** All values are tied: the test has no scale. */
export class AllTied extends Error {
  override readonly name = "AllTied";
}

/**
 * The statistic of the rank test for a shift `mu`, less `quantile`: (R_x − m(m+1)/2 − mn/2 − ½·sign)/σ.
 *
 * @throws {AllTied} when σ is 0.
 */
export function rankStatistic(mu: number, { x, y }: RankSamples, quantile: number): number {
  const [m, n] = [x.length, y.length];
  const { ranks, ties } = rank([...x.map((value) => value - mu), ...y]);
  let own = 0;
  for (let at = 0; at < m; at++) own += ranks[at] ?? 0;
  const above = own - m * (m + 1) / 2 - m * n / 2;
  const sigma = Math.sqrt((m * n / 12) * ((m + n + 1) - ties / ((m + n) * (m + n - 1))));
  if (sigma === 0) throw new AllTied("All values are tied");
  return (above - Math.sign(above) * 0.5) / sigma - quantile;
}

/**
 * Estimates the shift as Kayenta does: both ends of the interval and the estimate are roots of the statistic,
 * as near as its solver gets.
 *
 * @throws {AllTied} when all values are tied at one end of the search.
 */
export function rankShift(samples: RankSamples, confidence: number): RankShift {
  const { x, y } = samples;
  const low = lowest(x) - highest(y);
  const high = highest(x) - lowest(y);
  const quantile = normalQuantile((1 - confidence) / 2);
  const bracketOf = (target: number) => ({
    ...{ low, high },
    atLow: rankStatistic(low, samples, target),
    atHigh: rankStatistic(high, samples, target),
  });
  const root = (target: number) =>
    brentRoot((mu) => rankStatistic(mu, samples, target), bracketOf(target));
  const end = (target: number) => {
    const { atLow, atHigh } = bracketOf(target);
    if (atLow <= 0) return low;
    return atHigh >= 0 ? high : root(target);
  };
  return { low: end(-quantile), high: end(quantile), estimate: root(0) };
}

function lowest(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

function highest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}
