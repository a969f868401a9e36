import type { Cohorts } from "../judge/metric_data.ts";

/** Steps before and after one that say where both sides stand then. */
const REACH = 4;

/**
 * Takes out of both sides what they have in common: each point is divided by the median of all points of both
 * sides within four steps, and multiplied by the mean of these medians.
 *
 * What else the machine does makes everything slower for some seconds. That says nothing about a release,
 * and hides what does: it spreads the points, and makes them follow each other. Both sides are treated alike,
 * so that a difference between them stays what it was.
 */
export function detrend({ control, experiment }: Cohorts): Cohorts {
  if (control.length === 0 || control.length !== experiment.length) return { control, experiment };
  const levels = control.map((_, at) => {
    const from = Math.max(0, at - REACH);
    return median([
      ...control.slice(from, at + REACH + 1),
      ...experiment.slice(from, at + REACH + 1),
    ]);
  });
  const known = levels.filter((level) => level > 0);
  const mean = known.reduce((sum, level) => sum + level, 0) / known.length;
  const flat = (values: readonly number[]) =>
    values.map((value, at) => {
      const level = levels[at] ?? NaN;
      return level > 0 ? value / level * mean : value;
    });
  return { control: flat(control), experiment: flat(experiment) };
}

function median(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
  const middle = known.length / 2;
  const [low, high] = [known[Math.ceil(middle) - 1], known[Math.floor(middle)]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}
