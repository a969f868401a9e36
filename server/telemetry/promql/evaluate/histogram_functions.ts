import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { Call, Expr } from "../language/ast.ts";
import { quote } from "../language/literals.ts";
import { formatNumber } from "../render/format_number.ts";
import { bucketFraction, bucketQuantile, type Buckets, orderedBuckets } from "./buckets.ts";
import { repairCounts } from "./buckets.ts";
import { type Evaluation, namelessLabels } from "./evaluation.ts";
import { type Grid, timeAt } from "./grid.ts";
import { textOf } from "./label_functions.ts";
import { mergeSameLabels, type Series } from "./series.ts";

const BUCKET = "le";
const WITHOUT_BUCKET: ReadonlySet<string> = new Set([BUCKET]);

/** Functions of classic histograms. */
export const HISTOGRAM_FUNCTIONS: ReadonlySet<string> = new Set([
  "histogram_quantile",
  "histogram_quantiles",
  "histogram_fraction",
]);

/** The series of one histogram. */
interface Histogram {
  readonly labels: LabelSet;
  readonly buckets: (readonly [bound: number, series: Series])[];
}

/** Evaluates functions of classic histograms. */
export function evaluateHistogramFunction(
  call: Call,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  const isFirst = call.name === "histogram_quantiles";
  const arg = (isFirst ? call.args[0] : call.args.at(-1)) as Expr;
  const scalarArgs = isFirst ? call.args.slice(2) : call.args.slice(0, -1);
  const scalars = scalarArgs.map((scalar) => evaluation.scalar(scalar, grid));
  if (call.name !== "histogram_fraction") {
    scalars.forEach((quantiles, index) => {
      const span = scalarArgs[index]?.span ?? call.span;
      for (const quantile of quantiles) evaluation.annotations.badQuantile(span, quantile);
    });
  }
  const histograms = histogramsOf(arg, grid, evaluation);
  const run = { arg, grid, evaluation };
  if (call.name === "histogram_fraction") {
    const [lower, upper] = scalars as [Float64Array, Float64Array];
    const fraction = (buckets: Buckets, step: number) =>
      bucketFraction(lower[step] as number, upper[step] as number, buckets);
    return mergeSameLabels(histograms.map((histogram) => compute(histogram, run, fraction)));
  }
  const label = isFirst ? textOf(call.args[1] as Expr) : undefined;
  return mergeSameLabels(scalars.flatMap((quantiles) =>
    histograms.flatMap((histogram) => {
      const series = compute(
        histogram,
        run,
        (buckets, step) => quantileAt(buckets, quantiles[step] as number, { step, run, histogram }),
      );
      return label === undefined ? [series] : labelled(series, label, quantiles);
    })
  ));
}

interface Run {
  readonly arg: Expr;
  readonly grid: Grid;
  readonly evaluation: Evaluation;
}

function histogramsOf(arg: Expr, grid: Grid, evaluation: Evaluation): Histogram[] {
  const byKey = new Map<string, Histogram>();
  for (const series of evaluation.vector(arg, grid)) {
    const written = series.labels.get(BUCKET);
    const bound = parseBound(written);
    if (bound === undefined) {
      const name = evaluation.isNameRemovalDelayed ? series.labels.get(METRIC_NAME) : "";
      const where = name === "" ? "" : ` for metric name ${quote(name)}`;
      const text = `bucket label "le" is missing or has a malformed value of ${quote(written)}`;
      evaluation.annotations.warn(arg.span, text + where);
      continue;
    }
    const labels = series.labels.drop(WITHOUT_BUCKET);
    const histogram = byKey.get(labels.key) ?? { labels, buckets: [] };
    byKey.set(labels.key, histogram);
    histogram.buckets.push([bound, series]);
  }
  return [...byKey.values()];
}

/** Reads a bound as Go reads a float; undefined when it is none. */
function parseBound(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function compute(
  histogram: Histogram,
  { grid, evaluation }: Run,
  value: (buckets: Buckets, step: number) => number,
): Series {
  const values = new Float64Array(grid.count);
  const present = new Uint8Array(grid.count);
  evaluation.budget.takeSamples(grid.count);
  for (let step = 0; step < grid.count; step++) {
    const pairs = histogram.buckets.filter(([, series]) => series.present[step] === 1)
      .map(([bound, series]) => [bound, series.values[step] as number] as const);
    if (pairs.length === 0) continue;
    evaluation.budget.work(pairs.length);
    values[step] = value(orderedBuckets(pairs), step);
    present[step] = 1;
  }
  const labels = namelessLabels(evaluation, histogram.labels);
  return { labels, values, present, isNameDropped: true };
}

function quantileAt(
  buckets: Buckets,
  quantile: number,
  { step, run, histogram }: {
    readonly step: number;
    readonly run: Run;
    readonly histogram: Histogram;
  },
): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  if (buckets.bounds.at(-1) !== Infinity) return NaN;
  const repair = repairCounts(buckets);
  if (repair !== undefined) {
    const { annotations, isNameRemovalDelayed } = run.evaluation;
    const name = isNameRemovalDelayed ? histogram.labels.get(METRIC_NAME) : "";
    const timeMs = timeAt(run.grid, step);
    annotations.repaired(run.arg.span, name, { timeMs, ...repair });
  }
  return bucketQuantile(quantile, buckets);
}

/** Splits a series by the quantile of each step, which becomes a label. */
function labelled(series: Series, label: string, quantiles: Float64Array): Series[] {
  const texts = [...new Set(Array.from(quantiles, openMetricsText))];
  return texts.map((text) => ({
    ...series,
    labels: series.labels.with({ [label]: text }),
    present: series.present.map((is, step) =>
      openMetricsText(quantiles[step] as number) === text ? is : 0
    ),
  }));
}

/** OpenMetrics writes whole numbers with a point. */
function openMetricsText(value: number): string {
  const text = formatNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
