import type { Cohorts } from "../metric_data.ts";
import { type CountTable, fisherTails, poissonTails } from "../stats/counts.ts";
import { normalQuantile } from "../stats/normal.ts";
import { lagOne, ratioOf, unbiased } from "../stats/persistence.ts";
import { type Chance, chanceOf, type ChanceOptions, tailLevel } from "./chance.ts";
import { type DifferenceInterval, differenceInterval } from "./share_interval.ts";
import { farthest, inflated } from "./share.ts";

/** Counts by step, and what they are counts of. */
export interface RateCohorts {
  readonly counts: Cohorts;
  readonly of: Cohorts;
}

/** What a test says about two rates. */
export interface RateFinding extends Chance {
  /** Difference of the rates, experiment − control. */
  readonly difference: DifferenceInterval;
  readonly rates: { readonly control: number; readonly experiment: number };
  /** Autocorrelation of what a step has more or less than expected. */
  readonly rho: number;
  /** How much more counts vary than those of independent requests; at least 1. */
  readonly dispersion: number;
  /** Independent requests that the smaller side is worth. */
  readonly nEff: number;
  readonly canShow: boolean;
}

/**
 * Compares two rates: Fisher's exact test when counts are of requests, the conditional Poisson test when
 * they may outnumber them; z is divided by √D.
 *
 * A request in a burst is not independent: D = max(1, Σ(k − n·p)²/(n·p·(1 − p))/ν) · (1 + ρ)/(1 − ρ), where a
 * step has k of n and its side the rate p.
 *
 * Source: McCullagh & Nelder, Generalized Linear Models, 1989, 4.5 (overdispersion).
 */
export function testRate(cohorts: RateCohorts, options: ChanceOptions): RateFinding {
  const sides = { experiment: sideOf(cohorts, "experiment"), control: sideOf(cohorts, "control") };
  const { rho, dispersion } = variation(sides.experiment, sides.control);
  const ratio = dispersion * ratioOf(rho);
  const inflation = Math.sqrt(ratio);
  const isShare = sides.experiment.isShare && sides.control.isShare;
  const tailsOf = isShare ? fisherTails : poissonTails;
  const [m, n] = [sides.experiment.total, sides.control.total];
  const level = tailLevel(options);
  return {
    ...chanceOf(inflated(tailsOf(sides), inflation), options.direction),
    difference: differenceInterval(sides, -normalQuantile(level) * inflation, {
      kind: isShare ? "share" : "rate",
    }),
    rates: { control: sides.control.hits / n, experiment: sides.experiment.hits / m },
    ...{ rho, dispersion, nEff: Math.min(m, n) / ratio },
    canShow: inflated(tailsOf(farthest(m, n)), inflation).up < level,
  };
}

type Side = CountTable["control"] & {
  readonly counts: readonly number[];
  readonly of: readonly number[];
  readonly isShare: boolean;
};

function sideOf({ counts, of }: RateCohorts, side: keyof Cohorts): Side {
  const [own, all] = [counts[side], of[side]];
  return {
    // What a metric source says has grown by is not always whole.
    ...{ counts: own, of: all, hits: Math.round(sum(own)), total: Math.round(sum(all)) },
    isShare: own.every((count, at) => count <= (all[at] ?? 0)),
  };
}

function variation(x: Side, y: Side): { readonly rho: number; readonly dispersion: number } {
  const [own, other] = [residuals(x), residuals(y)];
  const freedom = own.length + other.length - 2;
  const squares = sum([...own, ...other].map((residual) => residual ** 2));
  const weighted = own.length * lagOne(own) + other.length * lagOne(other);
  const steps = own.length + other.length;
  return {
    dispersion: freedom <= 0 ? 1 : Math.max(1, squares / freedom),
    rho: squares === 0 ? 0 : unbiased(weighted / steps, steps / 2),
  };
}

/** (k − n·p)/√(n·p·(1 − p)) of each step that had any. */
function residuals({ counts, of, hits, total, isShare }: Side): Float64Array {
  const rate = hits / total;
  const unit = rate * (isShare ? 1 - rate : 1);
  const steps = counts.flatMap((count, at) => {
    const all = of[at] ?? 0;
    if (all <= 0) return [];
    return [unit <= 0 ? 0 : (count - all * rate) / Math.sqrt(all * unit)];
  });
  return Float64Array.from(steps);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
