import { type MetricData } from "../metric_data.ts";

/** Says why points cannot be judged at all, or undefined. A missing point is NaN, and is no mistake. */
export function oddData({ control, experiment, of }: MetricData): string | undefined {
  const all = { control, experiment, "control of": of?.control, "experiment of": of?.experiment };
  const infinite = Object.entries(all).find(([, values = []]) =>
    values.some((value) => Math.abs(value) === Infinity)
  );
  if (infinite !== undefined) return `A point of ${infinite[0]} is infinite`;
  if (of === undefined) return undefined;
  for (const side of ["control", "experiment"] as const) {
    const [counts, totals] = [all[side], of[side]];
    if (counts.length !== totals.length) {
      return `There are ${counts.length} counts of the ${side}, of ${totals.length} totals`;
    }
    if ([...counts, ...totals].some((value) => value < 0)) {
      return `A count of the ${side} is negative`;
    }
  }
  return undefined;
}
