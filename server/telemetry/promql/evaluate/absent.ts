import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { Call, Expr } from "../language/ast.ts";
import { withoutParens } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import type { Series } from "./series.ts";

/** Evaluates `absent`: 1 where its argument has nothing. */
export function evaluateAbsent(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const arg = withoutParens(call.args[0] as Expr);
  const present = new Uint8Array(grid.count).fill(1);
  for (const series of evaluation.vector(arg, grid)) {
    for (let step = 0; step < grid.count; step++) {
      if (series.present[step] === 1) present[step] = 0;
    }
  }
  if (!present.includes(1)) return [];
  const values = new Float64Array(grid.count).fill(1);
  return [{ labels: absentLabels(arg), values, present, isNameDropped: true }];
}

/** The labels that a missing series would have: those that its selector fixes, each once. */
export function absentLabels(arg: Expr): LabelSet {
  const selector = arg.kind === "matrix" ? arg.selector : arg;
  if (selector.kind !== "vector") return LabelSet.EMPTY;
  const fixed = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, type, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (type === "=" && !seen.has(name)) {
      fixed.set(name, value);
      seen.add(name);
    } else fixed.delete(name);
  }
  return LabelSet.of(fixed);
}
