import { type Expr, withoutParens } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { boundsOf, leftValue, rightValue } from "./extended_rate.ts";
import type { Grid } from "./grid.ts";
import { compareLabels } from "./order.ts";
import type { MatrixSeries } from "./query_data.ts";
import { edgesOf, type RangeSeries, type RangeVector, rangeVector } from "./range_vector.ts";
import { Window } from "./window.ts";

/** Evaluates a range vector by itself, at one time: the samples as they are. */
export function plainSamples(expr: Expr, grid: Grid, evaluation: Evaluation): MatrixSeries[] {
  const inner = withoutParens(expr);
  const vector = rangeVector(inner, grid, evaluation);
  const edges = edgesOf(inner);
  const list = vector.series.map((series) => ({
    labels: series.isNameDropped ? series.labels.nameless : series.labels,
    ...(edges === undefined ? within(series, vector) : withEdges(series, vector, edges)),
  }));
  return list.filter(({ values }) => values.length > 0)
    .sort((one, other) => compareLabels(one.labels, other.labels));
}

type Points = Pick<MatrixSeries, "timestampsMs" | "values">;

function within({ samples }: RangeSeries, { references, rangeMs }: RangeVector): Points {
  const { timestampsMs, values, length } = samples;
  let from = 0;
  let to = length;
  while (from < length && (timestampsMs[from] as number) <= references.firstMs - rangeMs) from++;
  while (to > from && (timestampsMs[to - 1] as number) > references.firstMs) to--;
  return { timestampsMs: timestampsMs.slice(from, to), values: values.slice(from, to) };
}

/** The samples of an extended range, with what it makes of them at its ends. */
function withEdges(
  { samples }: RangeSeries,
  { references, rangeMs }: RangeVector,
  edges: "anchored" | "smoothed",
): Points {
  const isSmoothed = edges === "smoothed";
  const window = new Window();
  window.timestampsMs = samples.timestampsMs;
  window.values = samples.values;
  window.to = samples.length;
  window.endMs = references.firstMs;
  window.startMs = references.firstMs - rangeMs;
  const bounds = samples.length === 0 ? undefined : boundsOf(window, isSmoothed);
  if (bounds === undefined) {
    return { timestampsMs: new Float64Array(0), values: new Float64Array(0) };
  }
  const edge = { window, isSmoothed, isCounter: false };
  let { first, last } = bounds;
  const [left, right] = [leftValue(edge, first), rightValue(edge, last)];
  if ((samples.timestampsMs[first] as number) <= window.startMs) first++;
  if ((samples.timestampsMs[last] as number) >= window.endMs) last--;
  const inside = samples.timestampsMs.slice(first, Math.max(first, last + 1));
  const values = samples.values.slice(first, Math.max(first, last + 1));
  return {
    timestampsMs: Float64Array.from([window.startMs, ...inside, window.endMs]),
    values: Float64Array.from([left, ...values, right]),
  };
}
