import type { Aggregate } from "../language/ast.ts";
import { createAccumulator } from "./accumulators.ts";
import { evaluateCountValues } from "./count_values.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { groupsOf } from "./group.ts";
import { hasValues, type Series } from "./series.ts";
import { evaluateTop } from "./top.ts";

/** Evaluates an aggregation. */
export function evaluateAggregate(
  expr: Aggregate,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  if (expr.operator === "count_values") return evaluateCountValues(expr, grid, evaluation);
  const parameter = expr.parameter === undefined
    ? undefined
    : evaluation.scalar(expr.parameter, grid);
  const groups = groupsOf(evaluation.vector(expr.operand, grid), expr);
  evaluation.budget.takeSamples(groups.length * grid.count);
  switch (expr.operator) {
    case "topk":
    case "bottomk":
    case "limitk":
    case "limit_ratio":
      return evaluateTop(expr, groups, { grid, evaluation, parameter: parameter ?? NOTHING });
    case "quantile":
      noteQuantiles(expr, parameter ?? NOTHING, evaluation);
  }
  return groups.map(({ labels, members }) => {
    const accumulator = createAccumulator(expr.operator, grid.count);
    for (const member of members) {
      accumulator.add(member);
      evaluation.budget.work(grid.count);
    }
    return {
      labels,
      values: accumulator.finish(parameter),
      present: accumulator.present,
      isNameDropped: members.some((member) => member.isNameDropped),
    };
  }).filter(hasValues);
}

const NOTHING = new Float64Array(0);

function noteQuantiles(expr: Aggregate, quantiles: Float64Array, evaluation: Evaluation): void {
  const span = expr.parameter?.span ?? expr.span;
  let [low, high] = [0, 1];
  for (const quantile of quantiles) {
    if (Number.isNaN(quantile)) evaluation.annotations.badQuantile(span, quantile);
    [low, high] = [Math.min(low, quantile || 0), Math.max(high, quantile || 0)];
  }
  if (high > 1) evaluation.annotations.badQuantile(span, high);
  if (low < 0) evaluation.annotations.badQuantile(span, low);
}
