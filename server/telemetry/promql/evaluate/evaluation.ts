import type { LabelSet } from "../../model/label_set.ts";
import type { SeriesSource } from "../../model/series_source.ts";
import type { Expr } from "../language/ast.ts";
import type { Annotations } from "./annotations.ts";
import type { Budget } from "./budget.ts";
import type { Grid } from "./grid.ts";
import type { Series } from "./series.ts";

/** What all parts of one evaluation share. */
export interface Evaluation {
  readonly source: SeriesSource;
  readonly budget: Budget;
  readonly annotations: Annotations;
  /** How old a sample may be to count as current, in milliseconds; the older end is excluded. */
  readonly lookbackMs: number;
  readonly defaultSubqueryStepMs: number;
  /** Keep names until the end, as Prometheus with `promql-delayed-name-removal` does. */
  readonly isNameRemovalDelayed: boolean;
  /** The query's own grid, whatever subquery is being evaluated. */
  readonly queryGrid: Grid;
  /** The end that was asked for; the grid's may be up to a step earlier. */
  readonly queryEndMs: number;
  /** The query's step; 0 for an instant query. */
  readonly queryStepMs: number;
  vector(expr: Expr, grid: Grid): readonly Series[];
  scalar(expr: Expr, grid: Grid): Float64Array;
}

/** The labels of a result whose values are no longer the metric's. */
export function namelessLabels(evaluation: Evaluation, labels: LabelSet): LabelSet {
  return evaluation.isNameRemovalDelayed ? labels : labels.nameless;
}
