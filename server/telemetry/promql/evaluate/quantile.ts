/** Sorts numbers in place, ascending, NaN before all others. */
export function sortedWithNaNFirst(values: Float64Array): Float64Array {
  values.sort(); // typed arrays put NaN last
  let count = 0;
  while (count < values.length && Number.isNaN(values[values.length - 1 - count])) count++;
  if (count === 0) return values;
  values.copyWithin(count, 0, values.length - count);
  return values.fill(NaN, 0, count);
}

/**
 * The quantile of sorted numbers, between two of them by their weighted mean.
 *
 * `quantile` below 0 gives −Inf, above 1 +Inf; NaN for none.
 */
export function quantileOf(quantile: number, sorted: Float64Array): number {
  const { length } = sorted;
  if (length === 0 || Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const rank = quantile * (length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[low] as number) * (1 - weight) + (sorted[high] as number) * weight;
}
