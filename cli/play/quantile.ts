/** The known ones, smallest first. */
export function sortedNumbers(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null).sort((one, other) => one - other);
}

/** The nearest rank: the smallest value that has the ratio (0..1) at or below it; null of nothing. */
export function quantile(sorted: readonly number[], ratio: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * ratio) - 1)] ?? null;
}
