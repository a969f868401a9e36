import type { Cohorts, MetricData } from "../judge/metric_data.ts";
import { beyondSteps, type BucketSteps, quantileSteps, readBuckets, tailBound } from "./buckets.ts";
import type { MetricQuery } from "./metric_query.ts";
import type { QueryRefusal } from "./query_refusal.ts";
import type { RangeSeries } from "./prometheus_api.ts";
import type { StepGrid } from "./step_grid.ts";
import { changes, increments, meanSteps, sumSteps } from "./steps.ts";

/** The series of one side. */
export interface SideSeries {
  readonly expr: readonly RangeSeries[];
  readonly of: readonly RangeSeries[];
}

/** The series of both sides. */
export interface BothSeries {
  readonly control: SideSeries;
  readonly experiment: SideSeries;
}

/** Points, or why none can be made of these series. */
export type PointsFound = MetricData | QueryRefusal;

/** Makes points of series, one a step, as a query wants it; none for a side without series. */
export function metricPoints(query: MetricQuery, both: BothSeries, grid: StepGrid): PointsFound {
  const of = (side: SideSeries) => ({ side, query, grid });
  switch (query.kind) {
    case "gauge":
      return gaugePoints(both);
    case "counter":
      return query.of === undefined ? bothSides(both, (side) => counted(side.expr, grid)) : {
        ...bothSides(both, (side) => counted(side.expr, grid)),
        of: bothSides(both, (side) => counted(side.of, grid)),
      };
    case "ratio":
      return bothSides(both, (side) => ratios(of(side)));
    case "total":
      return bothSides(both, (side) => totals(side, grid));
    case "level":
      return bothSides(both, (side) => levels(side, grid));
    case "growth":
      return bothSides(both, (side) => growths(side, grid));
    case "quantile":
    case "slow":
      return bucketPoints(query, both, grid);
  }
}

function bothSides(both: BothSeries, points: (side: SideSeries) => readonly number[]): Cohorts {
  const of = (side: SideSeries) => side.expr.length === 0 ? [] : points(side);
  return { control: of(both.control), experiment: of(both.experiment) };
}

function gaugePoints(both: BothSeries): PointsFound {
  const most = Math.max(both.control.expr.length, both.experiment.expr.length);
  if (most > 1) {
    const refusal = `it gives ${most} series, and a metric is one`;
    return { refusal, fix: "write avg(…), sum(…) or max(…) around it" };
  }
  return bothSides(both, ({ expr: [series] }) => [...series?.values.slice(1) ?? []]);
}

function counted(series: readonly RangeSeries[], { count }: StepGrid): readonly number[] {
  return [...sumSteps(series.map(({ values }) => increments(values)), count)];
}

interface RatioOf {
  readonly side: SideSeries;
  readonly query: MetricQuery;
  readonly grid: StepGrid;
}

function ratios({ side, query: { plus }, grid }: RatioOf): readonly number[] {
  const [above, below] = [counted(side.expr, grid), counted(side.of, grid)];
  return above.map((value, at) => {
    const of = below[at] ?? NaN;
    return of > 0 ? value / of + plus : NaN;
  });
}

/** What was counted in all steps together, at each of them: one number, told as often as there are steps. */
function totals(side: SideSeries, grid: StepGrid): readonly number[] {
  const steps = counted(side.expr, grid);
  const sum = steps.reduce((all, value) => all + (Number.isNaN(value) ? 0 : value), 0);
  return steps.map((value) => Number.isNaN(value) ? NaN : sum);
}

/** The mean of all instances and steps, told at each step that has a value. */
function levels(side: SideSeries, { count }: StepGrid): readonly number[] {
  const steps = meanSteps(side.expr.map(({ values }) => values.slice(1)), count);
  const mean = meanOf(side);
  return [...steps].map((value) => Number.isNaN(value) ? NaN : mean);
}

/** The mean of all values there are. */
function meanOf({ expr }: SideSeries): number {
  const known = expr.flatMap(({ values }) => [...values].filter((value) => !Number.isNaN(value)));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

const MINUTE_MS = 60_000;

/** By how much of its mean it grew in each step, as a factor a minute: 1 stands still. */
function growths(side: SideSeries, { stepMs, count }: StepGrid): readonly number[] {
  const mean = meanOf(side);
  const steps = meanSteps(side.expr.map(({ values }) => changes(values)), count);
  return [...steps].map((change) => 1 + change / mean * MINUTE_MS / stepMs);
}

function bucketPoints(query: MetricQuery, both: BothSeries, { count }: StepGrid): PointsFound {
  const [control, experiment] = [both.control, both.experiment].map(({ expr }) =>
    readBuckets(expr, count)
  );
  const isWrong = (side: SideSeries, buckets?: BucketSteps) =>
    side.expr.length > 0 && buckets === undefined;
  if (isWrong(both.control, control) || isWrong(both.experiment, experiment)) {
    const refusal = "its series are no buckets with le up to +Inf";
    return { refusal, fix: "ask for NAME_bucket{…}, without a sum or rate around it" };
  }
  if (query.kind === "slow") return slowPoints(query, control, experiment);
  const points = (buckets: BucketSteps | undefined) =>
    buckets === undefined ? [] : quantileSteps(buckets, query.ratio);
  return { control: points(control), experiment: points(experiment) };
}

function slowPoints(
  { ratio }: MetricQuery,
  control: BucketSteps | undefined,
  experiment: BucketSteps | undefined,
): PointsFound {
  const none = { control: [], experiment: [] };
  if (control === undefined || experiment === undefined) return { ...none, of: none };
  const bound = tailBound([control, experiment], ratio);
  if (bound === undefined) {
    return { refusal: "both sides have no bound in common that few requests lie beyond" };
  }
  const [y, x] = [beyondSteps(control, bound), beyondSteps(experiment, bound)];
  return {
    ...{ control: y.beyond, experiment: x.beyond },
    of: { control: y.all, experiment: x.all },
  };
}
