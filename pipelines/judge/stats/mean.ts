/**
 * The arithmetic mean in two passes, NaN for nothing: the sum over n, and the mean of what is left.
 *
 * Source: Apache Commons Math `Mean`, which Kayenta uses; gates compare ratios of means inclusively, so the
 * last bits count.
 */
export function mean(values: readonly number[]): number {
  const first = sum(values) / values.length;
  let rest = 0;
  for (const value of values) rest += value - first;
  return first + rest / values.length;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
