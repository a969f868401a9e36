import { type Interval, Z_95 } from "./interval.ts";

/** Latencies in buckets: the middle of each in ms, rising, and how many. */
export type Latencies = readonly (readonly [number, number])[];

/**
 * How much later one sample is than another, in ms: the median of all differences of pairs (Hodges and Lehmann) with
 * the interval of 95 % that inverts the rank sum test of Mann and Whitney, corrected for ties. Undefined without a
 * request in each.
 *
 * Of ranks, since latencies have long tails: a mean, or its bootstrap, follows a single timeout, and the test is the
 * one that Kayenta judges canaries by. It sees what happens to most requests; what happens to a few, as one that
 * fails, is for the difference of the shares. `growth` is how much larger the end of a bucket is than its beginning
 * (1 when latencies are exact): the interval is widened by what a bucket hides.
 *
 * Source: M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods, 2nd edition, 4.2 and 4.3 (large samples).
 */
export function shiftOfLatency(
  one: Latencies,
  other: Latencies,
  { growth = 1 }: { readonly growth?: number } = {},
): Interval | undefined {
  const [n, m] = [countOf(one), countOf(other)];
  if (n === 0 || m === 0) return undefined;
  const sigma = Math.sqrt(
    n * m / 12 * (n + m + 1 - tiesOf(one, other) / ((n + m) * (n + m - 1 || 1))),
  );
  const rank = Math.min(Math.max(1, Math.round(n * m / 2 - Z_95 * sigma)), Math.ceil(n * m / 2));
  const reach = Math.sqrt(growth);
  const plain = differencesOf(one, other, [1, 1]);
  return {
    difference: (at(plain, Math.ceil(n * m / 2)) + at(plain, Math.floor(n * m / 2) + 1)) / 2,
    low: at(differencesOf(one, other, [1 / reach, reach]), rank),
    high: at(differencesOf(one, other, [reach, 1 / reach]), n * m + 1 - rank),
  };
}

/** The latency that such a share of requests does not pass, in ms; undefined without requests. */
export function quantileOf(latencies: Latencies, share: number): number | undefined {
  const wanted = Math.max(1, Math.ceil(share * countOf(latencies)));
  let seen = 0;
  return latencies.find(([, count]) => (seen += count) >= wanted)?.[0];
}

function countOf(latencies: Latencies): number {
  return latencies.reduce((sum, [, count]) => sum + count, 0);
}

/** The sum of t³ − t over groups of t equal latencies. */
function tiesOf(one: Latencies, other: Latencies): number {
  const groups = new Map<number, number>();
  for (const [ms, count] of [...one, ...other]) groups.set(ms, (groups.get(ms) ?? 0) + count);
  return [...groups.values()].reduce((sum, t) => sum + (t ** 3 - t), 0);
}

/** All differences of pairs, rising, and how often each is there. */
function differencesOf(
  one: Latencies,
  other: Latencies,
  [ours, theirs]: readonly [number, number],
): [number, number][] {
  const pairs = one.flatMap(([ms, count]) =>
    other.map(([otherMs, otherCount]): [number, number] => [
      ...[ms * ours - otherMs * theirs, count * otherCount] as const,
    ])
  );
  return pairs.sort(([first], [second]) => first - second);
}

/** The difference of a rank, counted from 1. */
function at(differences: readonly (readonly [number, number])[], rank: number): number {
  let seen = 0;
  const found = differences.find(([, count]) => (seen += count) >= rank) ?? differences.at(-1);
  return found?.[0] ?? NaN;
}
