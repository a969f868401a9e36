/** Differences between cumulative counts that rounding explains. */
const SMALL_DIFFERENCE = 1e-12;
const SMALLEST_NORMAL = 2 ** -1022;

/** A classic histogram: cumulative counts by upper bound, ascending. */
export interface Buckets {
  readonly bounds: number[];
  readonly counts: number[];
}

/** What was done to make counts monotonic. */
export interface Repair {
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDiff: number;
}

/** Sorts buckets by bound and adds up those with the same bound. */
export function orderedBuckets(pairs: readonly (readonly [number, number])[]): Buckets {
  const bounds: number[] = [];
  const counts: number[] = [];
  for (
    const [bound, count] of pairs.toSorted(([one], [other]) =>
      one < other ? -1 : one > other ? 1 : 0
    )
  ) {
    const last = bounds.length - 1;
    if (bounds[last] === bound) counts[last] = (counts[last] ?? 0) + count;
    else {
      bounds.push(bound);
      counts.push(count);
    }
  }
  return { bounds, counts };
}

/**
 * Makes cumulative counts monotonic in place: a count below the one before takes over that one.
 *
 * Undefined when nothing had to be told, that is when only rounding was repaired.
 */
export function repairCounts({ bounds, counts }: Buckets): Repair | undefined {
  let repair: Repair | undefined;
  let before = counts[0] ?? 0;
  for (let at = 1; at < counts.length; at++) {
    const count = counts[at] as number;
    if (count === before) continue;
    if (isAlmost(before, count)) counts[at] = before;
    else if (count < before) {
      counts[at] = before;
      const bound = bounds[at] as number;
      repair = {
        minBucket: Math.min(repair?.minBucket ?? Infinity, bound),
        maxBucket: Math.max(repair?.maxBucket ?? -Infinity, bound),
        maxDiff: Math.max(repair?.maxDiff ?? 0, before - count),
      };
    } else before = count;
  }
  return repair;
}

function isAlmost(one: number, other: number): boolean {
  if (Number.isNaN(one) && Number.isNaN(other)) return true;
  const sum = Math.abs(one) + Math.abs(other);
  const difference = Math.abs(one - other);
  if (one === 0 || other === 0 || sum < SMALLEST_NORMAL) {
    return difference < SMALL_DIFFERENCE * SMALLEST_NORMAL;
  }
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_DIFFERENCE;
}

/**
 * The quantile of a histogram, linear within a bucket.
 *
 * NaN without observations, without a bucket up to +Inf or with that alone; the bound below for the last
 * bucket; the lowest bucket begins at 0 when its bound is positive.
 */
export function bucketQuantile(quantile: number, { bounds, counts }: Buckets): number {
  const last = bounds.length - 1;
  const observations = counts[last] ?? 0;
  if (bounds[last] !== Infinity || last < 1 || observations === 0) return NaN;
  let rank = quantile * observations;
  let at = 0;
  while (at < last && !((counts[at] as number) >= rank)) at++;
  if (at === last) return bounds[last - 1] as number;
  const end = bounds[at] as number;
  if (at === 0 && end <= 0) return end;
  if (at === 0) return end * (rank / (counts[0] as number));
  const [start, below] = [bounds[at - 1] as number, counts[at - 1] as number];
  rank -= below;
  return start + (end - start) * (rank / ((counts[at] as number) - below));
}

/** The share of observations between two values, linear within a bucket. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  const { bounds, counts } = buckets;
  const last = bounds.length - 1;
  const count = counts[last] ?? 0;
  if (bounds[last] !== Infinity || count === 0) return NaN;
  if (Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const low = Math.min(rankOf(lower, buckets), count);
  return (Math.min(rankOf(upper, buckets), count) - low) / count;
}

/** How many observations lie below a value. */
function rankOf(value: number, { bounds, counts }: Buckets): number {
  let rank = 0;
  let start = (bounds[0] as number) > 0 ? 0 : -Infinity;
  for (let at = 0; at < bounds.length; at++) {
    const [end, count] = [bounds[at] as number, counts[at] as number];
    if (start >= value) return rank;
    if (start < value && end > value) {
      if (start === -Infinity) return count;
      return rank + (count - rank) * (value - start) / (end - start);
    }
    [rank, start] = [count, end];
  }
  return Infinity;
}
