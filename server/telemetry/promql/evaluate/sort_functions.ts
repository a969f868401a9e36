import type { Call, Expr } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { textOf } from "./label_functions.ts";
import { compareAscending, compareDescending, compareLabels, compareNaturally } from "./order.ts";
import type { Series } from "./series.ts";

/** Functions that order a vector. */
export const SORT_FUNCTIONS: ReadonlySet<string> = new Set([
  "sort",
  "sort_desc",
  "sort_by_label",
  "sort_by_label_desc",
]);

/** Evaluates `sort` and its kin; over a range they do nothing but warn. */
export function evaluateSort(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const list = evaluation.vector(call.args[0] as Expr, grid);
  if (grid.count > 1) {
    const text = "sort is ineffective for range queries since results are always ordered by labels";
    evaluation.annotations.warn(call.span, text);
  }
  if (grid.count !== 1) return list;
  const isDescending = call.name.endsWith("_desc");
  if (call.name.startsWith("sort_by_label")) {
    const labels = call.args.slice(1).map(textOf);
    const sorted = list.toSorted((one, other) => byLabels(one, other, labels));
    return isDescending ? sorted.reverse() : sorted;
  }
  const compare = isDescending ? compareDescending : compareAscending;
  return list.toSorted((one, other) => compare(one.values[0] as number, other.values[0] as number));
}

function byLabels(one: Series, other: Series, labels: readonly string[]): number {
  for (const label of labels) {
    const order = compareNaturally(one.labels.get(label), other.labels.get(label));
    if (order !== 0) return order;
  }
  return compareLabels(one.labels, other.labels);
}
