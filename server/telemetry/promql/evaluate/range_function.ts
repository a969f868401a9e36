import type { LabelSet } from "../../model/label_set.ts";
import type { Samples } from "../../model/samples.ts";
import { METRIC_NAME } from "../../model/label_set.ts";
import { type Call, type Expr, typeOf, withoutParens } from "../language/ast.ts";
import { quote } from "../language/literals.ts";
import { failExecution } from "../language/promql_error.ts";
import { NOWHERE } from "../language/span.ts";
import { absentLabels } from "./absent.ts";
import { type Evaluation, namelessLabels } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { kernelOf } from "./kernels.ts";
import { edgesOf, type RangeSeries, type RangeVector, rangeVector } from "./range_vector.ts";
import type { Kernel } from "./rate.ts";
import { refuseSameLabels, type Series } from "./series.ts";
import { resetsOf, Window } from "./window.ts";

/** Functions that act like an offset, so the result is still the metric. */
const KEEPING_NAME: ReadonlySet<string> = new Set(["last_over_time", "first_over_time"]);

/** Evaluates a function of a range vector, one series after the other over all steps. */
export function evaluateRangeFunction(
  call: Call,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  const rangeIndex = call.args.findIndex((arg) => typeOf(arg) === "matrix");
  const arg = withoutParens(call.args[rangeIndex] as Expr);
  const scalars = call.args.filter((_, index) => index !== rangeIndex)
    .map((other) => evaluation.scalar(other, grid));
  const kernel = kernelOf(call.name, edgesOf(arg));
  if (kernel === undefined) {
    failExecution(`function "${call.name}" is not available here`);
  }
  const vector = rangeVector(arg, grid, evaluation);
  if (call.name === "absent_over_time") return absentOverTime(arg, vector, { grid, evaluation });
  if (call.name === "quantile_over_time" && vector.series.length > 0) {
    for (const quantile of scalars[0] ?? []) {
      evaluation.annotations.badQuantile(call.args[0]?.span ?? call.span, quantile);
    }
  }
  const run = { call, kernel, vector, scalars, grid, evaluation };
  const list = vector.series.map((series) => runOne(series, run))
    .filter((series) => series !== undefined);
  if (!evaluation.isNameRemovalDelayed) refuseSameLabels(list);
  return list;
}

interface Run {
  readonly call: Call;
  readonly kernel: Kernel;
  readonly vector: RangeVector;
  readonly scalars: readonly Float64Array[];
  readonly grid: Grid;
  readonly evaluation: Evaluation;
}

function runOne(series: RangeSeries, run: Run): Series | undefined {
  const { call, grid, evaluation } = run;
  evaluation.budget.takeSamples(grid.count);
  const values = new Float64Array(grid.count);
  const present = new Uint8Array(grid.count);
  const count = walk(series.samples, run, { values, present });
  if (count === 0) return undefined;
  if (call.name === "rate" || call.name === "increase") noteNonCounter(series.labels, run);
  const isKept = KEEPING_NAME.has(call.name) && !series.isNameDropped;
  return {
    labels: isKept ? series.labels : namelessLabels(evaluation, series.labels),
    values,
    present,
    isNameDropped: !isKept,
  };
}

interface Output {
  readonly values: Float64Array;
  readonly present: Uint8Array;
}

/** Moves the window along the samples; gives the number of results. */
function walk(samples: Samples, run: Run, { values, present }: Output): number {
  const { kernel, vector, scalars, grid, evaluation, call } = run;
  const { references, reach, rangeMs } = vector;
  const { timestampsMs, length } = samples;
  const window = new Window();
  window.timestampsMs = timestampsMs;
  window.values = samples.values;
  window.rangeMs = rangeMs;
  if (call.name === "rate" || call.name === "increase") window.resets = resetsOf(samples);
  const { resets } = window;
  const afterMs = reach.afterMs ?? 0;
  let results = 0;
  for (let step = 0; step < grid.count; step++) {
    const endMs = references.firstMs + step * references.stepMs;
    const olderMs = endMs - reach.beforeMs;
    let { from, to, firstReset } = window;
    while (from < length && (timestampsMs[from] as number) <= olderMs) from++;
    if (to < from) to = from;
    while (to < length && (timestampsMs[to] as number) <= endMs + afterMs) to++;
    while (firstReset < resets.length && (resets[firstReset] as number) <= from) firstReset++;
    window.from = from;
    window.to = to;
    window.firstReset = firstReset;
    if (from === to) continue;
    evaluation.budget.work(1 + ((to - from) >> 3));
    window.endMs = endMs;
    window.startMs = endMs - rangeMs;
    window.stepTimeMs = grid.startMs + step * grid.stepMs;
    if (scalars.length > 0) window.args = scalars.map((scalar) => scalar[step] as number);
    window.isAbsent = false;
    const value = kernel(window);
    if (window.isAbsent) continue;
    values[step] = value;
    present[step] = 1;
    results++;
  }
  return results;
}

function noteNonCounter(labels: LabelSet, { call, evaluation }: Run): void {
  const name = labels.get(METRIC_NAME);
  if (name === "" || /_(total|sum|count|bucket)$/.test(name)) return;
  const text = "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: " +
    quote(name);
  // Prometheus loses the place of a subquery.
  const [arg] = call.args;
  const span = arg === undefined || arg.kind === "subquery" ? NOWHERE : arg.span;
  evaluation.annotations.inform(span, text);
}

function absentOverTime(
  arg: Expr,
  vector: RangeVector,
  { grid, evaluation }: { readonly grid: Grid; readonly evaluation: Evaluation },
): readonly Series[] {
  const present = new Uint8Array(grid.count).fill(1);
  const { references, rangeMs } = vector;
  for (const { samples: { timestampsMs, length } } of vector.series) {
    let next = 0;
    for (let step = 0; step < grid.count; step++) {
      const endMs = references.firstMs + step * references.stepMs;
      while (next < length && (timestampsMs[next] as number) <= endMs - rangeMs) next++;
      if (next < length && (timestampsMs[next] as number) <= endMs) present[step] = 0;
    }
    evaluation.budget.work(grid.count);
  }
  if (!present.includes(1)) return [];
  const values = new Float64Array(grid.count).fill(1);
  return [{ labels: absentLabels(arg), values, present, isNameDropped: true }];
}
