import type { TwoSeries } from "./effect_size.ts";
import { rank } from "./ranks.ts";

/** By how much the experiment is shifted against the control. */
export interface Shift {
  /** The median of all differences experiment − control (Hodges–Lehmann), exact. */
  readonly estimate: number;
  /** The shifts that the rank test does not reject; a side is ∞ when the sample is too small for any. */
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates the shift between two series, with the interval of the rank test at `quantile`, by inverting the
 * test's steps: its statistic only changes at differences xᵢ − yⱼ, so both ends are differences by rank.
 *
 * With m·n differences, and K the largest whole number below mn/2 + ½ + q·σ, the interval is from the
 * (mn − K)-th to the (K + 1)-th difference. σ² = mn/12·(m + n + 1 − T/((m + n)(m + n − 1))), T the ties
 * within each side: between two differences there are no others.
 *
 * Source: Hodges & Lehmann, Estimates of location based on rank tests, 1963; Moses, in Lehmann,
 * Nonparametrics, 1975, 2.3.
 */
export function estimateShift(series: TwoSeries, quantile: number): Shift {
  const x = Float64Array.from(series.experiment).sort();
  const y = Float64Array.from(series.control).sort();
  const count = x.length * y.length;
  const reach = count / 2 + 0.5 + quantile * separatedSigma(series);
  const most = Math.ceil(reach) - 1;
  const half = Math.floor((count + 1) / 2);
  const middle = differenceAt(x, y, half);
  const upper = count % 2 === 0 ? differenceAt(x, y, half + 1) : middle;
  return {
    estimate: middle === upper ? middle : middle + (upper - middle) / 2,
    low: most >= count ? -Infinity : differenceAt(x, y, count - most),
    high: most >= count ? Infinity : differenceAt(x, y, most + 1),
  };
}

/** The statistic of the rank test in its standard deviations, upward and downward. */
export interface RankScores {
  readonly up: number;
  readonly down: number;
  /** What `up` would be if every value of the experiment were above all of the control. */
  readonly most: number;
}

/**
 * The Wilcoxon–Mann–Whitney test at shift 0: z = (U − mn/2 − ½)/σ with U the pairs in which the experiment is
 * above, ties half, and σ corrected for ties.
 *
 * Source: Mann & Whitney, On a test of whether one of two random variables is stochastically larger, 1947.
 */
export function rankScores({ control, experiment }: TwoSeries): RankScores {
  const [m, n] = [experiment.length, control.length];
  const { ranks, ties } = rank([...experiment, ...control]);
  let own = 0;
  for (let at = 0; at < m; at++) own += ranks[at] ?? 0;
  const above = own - m * (m + 1) / 2;
  const sigma = sigmaOf(m, n, ties);
  const half = m * n / 2;
  const most = (half - 0.5) / separatedSigma({ control, experiment });
  if (sigma === 0) return { up: 0, down: 0, most };
  return { up: (above - half - 0.5) / sigma, down: (half - above - 0.5) / sigma, most };
}

function separatedSigma({ control, experiment }: TwoSeries): number {
  const ties = rank(control).ties + rank(experiment).ties;
  return sigmaOf(experiment.length, control.length, ties);
}

function sigmaOf(m: number, n: number, ties: number): number {
  const all = m + n;
  return Math.sqrt(m * n / 12 * (all + 1 - ties / (all * (all - 1))));
}

/**
 * The `place`-th smallest of all differences xᵢ − yⱼ (from 1), exact and without making them all: halves the
 * range, and snaps to the next difference on either side.
 */
function differenceAt(x: Float64Array, y: Float64Array, place: number): number {
  let low = (x[0] ?? 0) - (y.at(-1) ?? 0);
  let high = (x.at(-1) ?? 0) - (y[0] ?? 0);
  while (low < high) {
    const middle = low + (high - low) / 2;
    // Between neighbours the middle is one of them.
    const cut = cutAt(x, y, middle < high ? middle : low);
    if (cut.count >= place) high = cut.below;
    else low = cut.above;
  }
  return low;
}

/** How many differences are at most `value`, and the differences next to it on both sides. */
function cutAt(x: Float64Array, y: Float64Array, value: number) {
  let [count, below, above] = [0, -Infinity, Infinity];
  let at = 0;
  for (let row = 0; row < x.length; row++) {
    const own = x[row] ?? 0;
    // A larger x needs a larger y for the same difference: one walk through both.
    while (at < y.length && own - (y[at] ?? 0) > value) at++;
    count += y.length - at;
    if (at < y.length) below = Math.max(below, own - (y[at] ?? 0));
    if (at > 0) above = Math.min(above, own - (y[at - 1] ?? 0));
  }
  return { count, below, above };
}
