import type { Cohorts } from "../metric_data.ts";
import { measurePersistence, type Persistence, ratioOf } from "../stats/persistence.ts";
import { estimateShift, rankScores, type Shift } from "../stats/shift.ts";
import { studentQuantile, studentTail } from "../stats/student.ts";
import { type Chance, chanceOf, type ChanceOptions, tailLevel } from "./chance.ts";

/** What the rank test says about where two series lie. */
export interface LocationFinding extends Chance {
  readonly shift: Shift;
  readonly persistence: Persistence;
  /** Whether so few independent samples could show a change at all, were it as large as can be. */
  readonly canShow: boolean;
}

/**
 * Compares where two series lie: the rank test at shift 0, its scores divided by √((1 + ρ)/(1 − ρ)) and
 * held against Student's t with the degrees of freedom of the effective samples; the exact interval with
 * the same quantile.
 *
 * For values without ties p < α and an interval without 0 are the same thing.
 */
export function testLocation(cohorts: Cohorts, options: ChanceOptions): LocationFinding {
  const persistence = measurePersistence(cohorts);
  const { inflation, freedom } = persistence;
  const scores = rankScores(cohorts);
  const tails = {
    up: studentTail(scores.up / inflation, freedom),
    down: studentTail(scores.down / inflation, freedom),
  };
  const quantile = inflation * studentQuantile(tailLevel(options), freedom);
  return {
    ...chanceOf(tails, options.direction),
    shift: estimateShift(cohorts, quantile),
    persistence,
    canShow: scores.most > quantile,
  };
}

/** The most samples a side that are looked for. */
const MOST_SAMPLES = 1_000_000;

/**
 * How many samples a side it takes until a change as large as can be would show, at this persistence: the
 * smallest n with (n²/2 − ½)/√(n²(2n + 1)/12) above the inflated quantile.
 */
export function samplesToShow(persistence: Persistence, options: ChanceOptions): number {
  const { rho, inflation, isPaired } = persistence;
  const level = tailLevel(options);
  const shows = (n: number) => {
    const worth = n / ratioOf(rho);
    const freedom = Math.max(0.5, isPaired ? worth - 2 : 2 * worth - 4);
    const most = (n * n / 2 - 0.5) / Math.sqrt(n * n * (2 * n + 1) / 12);
    return most > inflation * studentQuantile(level, freedom);
  };
  let high = 4;
  while (high < MOST_SAMPLES && !shows(high)) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shows(middle)) high = middle;
    else low = middle;
  }
  return high;
}
