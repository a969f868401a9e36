import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { Aggregate, Expr } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { formatNumber } from "../render/format_number.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { textOf } from "./label_functions.ts";
import { mergeSameLabels, type Series } from "./series.ts";

/** Evaluates `count_values`: a series per value, which becomes a label. */
export function evaluateCountValues(
  expr: Aggregate,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  const label = textOf(expr.parameter as Expr);
  if (label === "") failExecution(`invalid label name "${label}"`);
  const names = new Set(expr.isWithout ? [...expr.labels, METRIC_NAME] : [...expr.labels, label]);
  const counted = new Map<string, Series>();
  for (const { labels, values, present } of evaluation.vector(expr.operand, grid)) {
    evaluation.budget.work(grid.count);
    const ofValue = new Map<number, Series>();
    for (let step = 0; step < grid.count; step++) {
      if (present[step] !== 1) continue;
      const value = values[step] as number;
      let series = ofValue.get(value);
      if (series === undefined) {
        const all = labels.with({ [label]: formatNumber(value) });
        const kept = expr.isWithout ? all.drop(names) : all.keep(names);
        series = counted.get(kept.key) ?? created(kept, grid, evaluation);
        counted.set(kept.key, series);
        ofValue.set(value, series);
        evaluation.budget.takeSeries(counted.size);
      }
      series.values[step]! += 1;
      series.present[step] = 1;
    }
  }
  return mergeSameLabels([...counted.values()]);
}

function created(labels: LabelSet, { count }: Grid, evaluation: Evaluation): Series {
  evaluation.budget.takeSamples(count);
  return {
    labels,
    values: new Float64Array(count),
    present: new Uint8Array(count),
    isNameDropped: false,
  };
}
