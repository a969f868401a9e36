/** Upper bounds of buckets and how many observations are at or below each. */
export type Buckets = ReadonlyMap<number, number>;

/**
 * Estimates the value that has the ratio of all observations at or below it; undefined of none.
 *
 * Within a bucket observations are taken to lie evenly; in the last one, which has no end, the answer is
 * where it begins. Source: Prometheus, histogram_quantile.
 */
export function bucketQuantile(buckets: Buckets, ratio: number): number | undefined {
  const sorted = [...buckets].sort(([one], [other]) => one - other);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (!(total > 0)) return undefined;
  const wanted = ratio * total;
  let [fromBound, below] = [0, 0];
  for (const [bound, count] of sorted) {
    if (count >= wanted) {
      if (bound === Infinity) return fromBound;
      return fromBound + (bound - fromBound) * ((wanted - below) / (count - below));
    }
    [fromBound, below] = [bound, count];
  }
  return fromBound;
}
