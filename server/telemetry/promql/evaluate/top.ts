import type { Aggregate } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { formatShortest } from "../render/format_number.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import type { Group } from "./group.ts";
import { isSampled } from "./ratio_sampler.ts";
import { hasValues, type Series } from "./series.ts";
import { ValueHeap } from "./value_heap.ts";

/** What an aggregation that keeps whole series needs beside its groups. */
export interface TopOptions {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
  /** One number per step. */
  readonly parameter: Float64Array;
}

/** Evaluates `topk`, `bottomk`, `limitk` and `limit_ratio`, which choose series of each group. */
export function evaluateTop(
  expr: Aggregate,
  groups: readonly Group[],
  options: TopOptions,
): readonly Series[] {
  const { grid, parameter } = options;
  const most = parameter.reduce((one, other) => Math.max(one, other), -Infinity);
  if (expr.operator === "limit_ratio") checkRatios(expr, options);
  else if (most < 1) return [];
  else checkCounts(parameter);
  const ordered: Series[] = [];
  for (const { members } of groups) {
    const kept = members.map((member) => ({ ...member, present: new Uint8Array(grid.count) }));
    let order: readonly number[] = members.keys().toArray();
    for (let step = 0; step < grid.count; step++) {
      options.evaluation.budget.work(members.length);
      order = chosen(expr, members, { step, parameter: parameter[step] as number });
      for (const index of order) kept[index]!.present[step] = 1;
    }
    const series = grid.count === 1 ? order.map((index) => kept[index] as Series) : kept;
    ordered.push(...series.filter(hasValues));
  }
  return ordered;
}

interface Choice {
  readonly step: number;
  readonly parameter: number;
}

/** The indices of the chosen series at a step, in the order of the result. */
function chosen(
  { operator }: Aggregate,
  members: readonly Series[],
  { step, parameter }: Choice,
): number[] {
  const there = members.keys().filter((index) => members[index]?.present[step] === 1);
  if (operator === "limit_ratio") {
    return there.filter((index) => isSampled((members[index] as Series).labels, parameter))
      .toArray();
  }
  const size = Math.min(Math.trunc(parameter), members.length);
  if (size < 1) return [];
  if (operator === "limitk") return there.take(size).toArray();
  const heap = new ValueHeap(size, operator === "topk");
  for (const index of there) heap.offer({ index, value: members[index]?.values[step] ?? NaN });
  return heap.sorted().map(({ index }) => index);
}

function checkCounts(parameter: Float64Array): void {
  for (const count of parameter) {
    if (Number.isNaN(count)) failExecution("Parameter value is NaN");
    if (count <= -(2 ** 63)) {
      failExecution(`Scalar value ${formatShortest(count)} underflows int64`);
    }
    if (count >= 2 ** 63) failExecution(`Scalar value ${formatShortest(count)} overflows int64`);
  }
}

function checkRatios(expr: Aggregate, { parameter, evaluation }: TopOptions): void {
  const span = expr.parameter?.span ?? expr.span;
  for (const ratio of parameter) {
    if (Number.isNaN(ratio)) failExecution("Ratio value is NaN");
    if (ratio >= -1 && ratio <= 1) continue;
    const text = `ratio value should be between -1 and 1, got ${formatShortest(ratio)}, ` +
      `capping to ${Math.sign(ratio)}`;
    evaluation.annotations.warn(span, text);
  }
}
