import { KahanSum } from "./kahan.ts";
import { quantileOf, sortedWithNaNFirst } from "./quantile.ts";
import type { Kernel } from "./rate.ts";
import type { Window } from "./window.ts";

/** `sum_over_time`. */
export function sumOverTime(window: Window): number {
  const sum = new KahanSum();
  for (let at = window.from; at < window.to; at++) sum.add(window.values[at] as number);
  return Number.isFinite(sum.sum) || Number.isNaN(sum.sum) ? sum.total : sum.sum;
}

/** `avg_over_time`: the sum by the count, or a running mean once the sum would overflow. */
export function avgOverTime(window: Window): number {
  const { values, from, to } = window;
  const sum = new KahanSum();
  sum.reset(values[from]);
  let count = 1;
  let isRunning = false;
  for (let at = from + 1; at < to; at++) {
    const value = values[at] as number;
    count++;
    if (!isRunning) {
      const { sum: before, compensation } = sum;
      sum.add(value);
      if (Math.abs(sum.sum) !== Infinity) continue;
      isRunning = true;
      sum.sum = before / (count - 1);
      sum.compensation = compensation / (count - 1);
    }
    const share = (count - 1) / count;
    sum.sum *= share;
    sum.compensation *= share;
    sum.add(value / count);
  }
  return isRunning ? sum.total : sum.sum / count + sum.compensation / count;
}

/** Makes `min_over_time` or `max_over_time`; NaN loses against any number. */
export function extremeOverTime(isMax: boolean): Kernel {
  return ({ values, from, to }) => {
    let best = values[from] as number;
    for (let at = from; at < to; at++) {
      const value = values[at] as number;
      if ((isMax ? value > best : value < best) || best !== best) best = value;
    }
    return best;
  };
}

/** Makes `ts_of_min_over_time` or `ts_of_max_over_time`: the newest of equal ones counts. */
export function timeOfExtreme(isMax: boolean): Kernel {
  return ({ values, timestampsMs, from, to }) => {
    let best = values[from] as number;
    let bestAt = from;
    for (let at = from; at < to; at++) {
      const value = values[at] as number;
      if (!((isMax ? value >= best : value <= best) || best !== best)) continue;
      [best, bestAt] = [value, at];
    }
    return (timestampsMs[bestAt] as number) / 1000;
  };
}

/** `stdvar_over_time`, by Welford's method with compensated sums. */
export function varianceOverTime({ values, from, to }: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let at = from; at < to; at++) {
    const value = values[at] as number;
    const delta = value - mean.total;
    mean.add(delta / (at - from + 1));
    squares.add(delta * (value - mean.total));
  }
  return squares.total / (to - from);
}

/** `quantile_over_time`. */
export function quantileOverTime({ values, from, to, args }: Window): number {
  return quantileOf(args[0] ?? NaN, sortedWithNaNFirst(values.slice(from, to)));
}

/** `mad_over_time`: the median distance from the median; NaN if any value is. */
export function madOverTime({ values, from, to }: Window): number {
  const taken = values.slice(from, to);
  if (taken.some(Number.isNaN)) return NaN;
  const median = quantileOf(0.5, taken.sort());
  return quantileOf(0.5, taken.map((value) => Math.abs(value - median)).sort());
}

/** `resets`; an anchored range also sees the newest sample before it. */
export function resets(window: Window): number {
  return countSteps(window, (before, after) => after < before);
}

/** `changes`; NaN is no change from NaN. */
export function changes(window: Window): number {
  return countSteps(
    window,
    (before, after) => before !== after && !(before !== before && after !== after),
  );
}

function countSteps(window: Window, counts: (before: number, after: number) => boolean): number {
  const { values, to } = window;
  let count = 0;
  for (let at = window.from + 1; at < to; at++) {
    if (counts(values[at - 1] as number, values[at] as number)) count++;
  }
  return count;
}
