import type { LabelSet } from "../../model/label_set.ts";
import type { Samples } from "../../model/samples.ts";
import type { Expr, MatrixSelector, Subquery, VectorSelector } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { rangeMsOf } from "./resolve_duration.ts";
import { type Reach, type References, referencesOf, select } from "./selection.ts";
import type { Series } from "./series.ts";
import { withoutStale } from "./window.ts";

/** A series with all samples that any step's range holds. */
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly samples: Samples;
  readonly isNameDropped: boolean;
}

/** A range vector for all steps of a grid. */
export interface RangeVector {
  readonly series: readonly RangeSeries[];
  readonly references: References;
  /** How far samples reach; further than the range when it is anchored or smoothed. */
  readonly reach: Reach;
  readonly rangeMs: number;
}

/** How a range looks beyond its ends; undefined for subqueries and plain ranges. */
export function edgesOf(expr: Expr): VectorSelector["edges"] {
  return expr.kind === "matrix" ? expr.selector.edges : undefined;
}

/** Evaluates a range selector or subquery. */
export function rangeVector(expr: Expr, grid: Grid, evaluation: Evaluation): RangeVector {
  if (expr.kind === "matrix") return selectedRanges(expr, grid, evaluation);
  if (expr.kind === "subquery") return subqueryRanges(expr, grid, evaluation);
  return failExecution("a range vector must be a range selector or a subquery");
}

function selectedRanges(expr: MatrixSelector, grid: Grid, evaluation: Evaluation): RangeVector {
  const { selector } = expr;
  const rangeMs = rangeMsOf(expr.range, evaluation);
  const references = referencesOf(selector, grid, evaluation);
  const { lookbackMs } = evaluation;
  const reach = selector.edges === undefined
    ? { beforeMs: rangeMs }
    : selector.edges === "anchored"
    ? { beforeMs: rangeMs + lookbackMs }
    : { beforeMs: rangeMs + lookbackMs, afterMs: lookbackMs };
  const series = select(selector, references, { evaluation, reach }).map((selected) => ({
    labels: selected.labels,
    samples: withoutStale(selected.samples),
    isNameDropped: false,
  }));
  return { series, references, reach, rangeMs };
}

function subqueryRanges(expr: Subquery, grid: Grid, evaluation: Evaluation): RangeVector {
  const rangeMs = rangeMsOf(expr.range, evaluation);
  const references = referencesOf(expr, grid, evaluation);
  const stepMs = Math.max(
    1,
    expr.step === undefined ? evaluation.defaultSubqueryStepMs : rangeMsOf(expr.step, evaluation),
  );
  // The steps of a subquery are multiples of its step, whenever the query is.
  const startMs = (Math.floor((references.firstMs - rangeMs) / stepMs) + 1) * stepMs;
  const count = Math.max(0, Math.floor((references.lastMs - startMs) / stepMs) + 1);
  const inner: Grid = { startMs, stepMs, count };
  evaluation.budget.takeSamples(count);
  const series = count === 0 ? [] : evaluation.vector(expr.operand, inner);
  return {
    series: series.map((one) => ({ ...one, samples: samplesOf(one, inner) })),
    references,
    reach: { beforeMs: rangeMs },
    rangeMs,
  };
}

/** The values of a series as samples at the times of their steps. */
export function samplesOf(series: Series, grid: Grid): Samples {
  const timestampsMs = new Float64Array(grid.count);
  const values = new Float64Array(grid.count);
  let length = 0;
  for (let step = 0; step < grid.count; step++) {
    if (series.present[step] !== 1) continue;
    timestampsMs[length] = grid.startMs + step * grid.stepMs;
    values[length++] = series.values[step] as number;
  }
  return { length, timestampsMs, values };
}
