import type { Cohorts } from "../metric_data.ts";
import { type CountTable, fisherTails } from "../stats/counts.ts";
import { normalQuantile } from "../stats/normal.ts";
import { lagOne, ratioOf, unbiased } from "../stats/persistence.ts";
import { type Chance, chanceOf, type ChanceOptions, tailLevel } from "./chance.ts";
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

/**
 * Compares how often points are not 0, by Fisher's exact test on as many points as are independent.
 *
 * Persistence is the smaller one of both sides: a burst on one side alone is what is looked for, and
 * must not excuse itself.
 */
export function testShare(cohorts: Cohorts, options: ChanceOptions): ShareFinding {
  const [experiment, control] = [indicators(cohorts.experiment), indicators(cohorts.control)];
  const rho = Math.min(persistenceOf(experiment), persistenceOf(control));
  const table = worthTable(
    { experiment: countOf(experiment), control: countOf(control) },
    ratioOf(rho),
  );
  const { atLeast, atMost } = fisherTails(table);
  const { total: m } = table.experiment;
  const { total: n } = table.control;
  const farthest = fisherTails({
    experiment: { hits: m, total: m },
    control: { hits: 0, total: n },
  });
  return {
    ...chanceOf({ up: atLeast, down: atMost }, options.direction),
    difference: differenceInterval(table, -normalQuantile(tailLevel(options)), { kind: "share" }),
    shares: { control: shareOf(control), experiment: shareOf(experiment) },
    ...{ rho, nEff: Math.min(m, n), canShow: farthest.atLeast < tailLevel(options) },
  };
}

/**
 * Makes whole counts of what independent observations a table is worth, one in `ratio`: shares are rounded
 * towards each other, so that rounding never makes a difference.
 */
export function worthTable(table: CountTable, ratio: number): CountTable {
  if (ratio <= 1) return table;
  const isUp = table.experiment.hits / table.experiment.total >=
    table.control.hits / table.control.total;
  const worth = ({ hits, total }: CountTable["control"], isHigher: boolean) => {
    const all = Math.max(1, Math.round(total / ratio));
    const exact = hits / total * all;
    return { hits: isHigher ? Math.floor(exact) : Math.ceil(exact), total: all };
  };
  return { experiment: worth(table.experiment, isUp), control: worth(table.control, !isUp) };
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

/** A side that never changes says nothing about persistence. */
function persistenceOf(marks: Float64Array): number {
  const share = shareOf(marks);
  if (share === 0 || share === 1) return 0;
  return unbiased(lagOne(marks.map((mark) => mark - share)), marks.length);
}
