import type { Cohorts } from "../metric_data.ts";
import { type CountTable, type CountTails, fisherTails } from "../stats/counts.ts";
import { normalQuantile, normalTail } from "../stats/normal.ts";
import { lagOne, ratioOf, unbiased } from "../stats/persistence.ts";
import { type Chance, chanceOf, type ChanceOptions, type SideTails, tailLevel } from "./chance.ts";
import { type DifferenceInterval, differenceInterval } from "./share_interval.ts";

/** What Fisher's test says about two shares. */
export interface ShareFinding extends Chance {
  /** Difference of the shares, experiment − control. */
  readonly difference: DifferenceInterval;
  readonly shares: { readonly control: number; readonly experiment: number };
  readonly rho: number;
  /** Independent samples that the smaller side is worth. */
  readonly nEff: number;
  readonly canShow: boolean;
}

/** So many points of both kinds must a side have to say how they follow each other. */
const LEAST_OF_EACH = 5;

/**
 * Compares how often points are not 0, by Fisher's exact test; where such points come in bursts in both
 * cohorts, its z is divided by √((1 + ρ)/(1 − ρ)).
 *
 * ρ is the smaller one of both sides: a burst on one side alone is what is looked for, and must not
 * excuse itself.
 */
export function testShare(cohorts: Cohorts, options: ChanceOptions): ShareFinding {
  const [x, y] = [indicators(cohorts.experiment), indicators(cohorts.control)];
  const table = { experiment: countOf(x), control: countOf(y) };
  const rho = Math.min(persistenceOf(x), persistenceOf(y));
  const inflation = Math.sqrt(ratioOf(rho));
  const [m, n] = [x.length, y.length];
  const level = tailLevel(options);
  const difference = differenceInterval(table, -normalQuantile(level) * inflation, {
    kind: "share",
  });
  return {
    ...chanceOf(inflated(fisherTails(table), inflation), options.direction),
    ...{ difference, shares: { control: shareOf(y), experiment: shareOf(x) }, rho },
    nEff: Math.min(m, n) / ratioOf(rho),
    canShow: inflated(fisherTails(farthest(m, n)), inflation).up < level,
  };
}

/** Divides the z of both tails: counts that are not independent are less of a surprise. */
export function inflated({ atLeast, atMost }: CountTails, inflation: number): SideTails {
  if (inflation === 1) return { up: atLeast, down: atMost };
  const wider = (tail: number) => normalTail(-normalQuantile(tail) / inflation);
  return { up: wider(atLeast), down: wider(atMost) };
}

/** The largest difference that so many can show. */
export function farthest(m: number, n: number): CountTable {
  return { experiment: { hits: m, total: m }, control: { hits: 0, total: n } };
}

function indicators(values: readonly number[]): Float64Array {
  return Float64Array.from(values, (value) => value === 0 ? 0 : 1);
}

function countOf(marks: Float64Array): CountTable["control"] {
  return { hits: marks.reduce((sum, mark) => sum + mark, 0), total: marks.length };
}

function shareOf(marks: Float64Array): number {
  const { hits, total } = countOf(marks);
  return hits / total;
}

/** A side with few points of a kind says nothing about persistence. */
function persistenceOf(marks: Float64Array): number {
  const { hits, total } = countOf(marks);
  if (Math.min(hits, total - hits) < LEAST_OF_EACH) return 0;
  return unbiased(lagOne(marks.map((mark) => mark - hits / total)), total);
}
