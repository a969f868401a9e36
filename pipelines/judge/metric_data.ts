import { outlierIndices, quartileFences } from "./stats/outliers.ts";
import type { MetricSettings } from "./metric_settings.ts";

/** Points of both cohorts, one a step; NaN where one is missing. */
export interface Cohorts {
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

/** What a judge looks at for one metric. */
export interface MetricData extends Cohorts {
  /** What the points are counts of, step by step, such as requests for errors. */
  readonly of?: Cohorts;
}

/** Points of every metric by name. */
export type CanaryData = Readonly<Record<string, MetricData>>;

/** Drops missing points, or makes them 0. */
export function fillMissing(
  values: readonly number[],
  strategy: MetricSettings["nanStrategy"],
): readonly number[] {
  return strategy === "replace"
    ? values.map((value) => Number.isNaN(value) ? 0 : value)
    : values.filter((value) => !Number.isNaN(value));
}

/** Cleans both cohorts as the settings say: missing points first, then outliers. */
export function cleanCohorts(data: Cohorts, settings: MetricSettings): Cohorts {
  const clean = (values: readonly number[]) => {
    const filled = fillMissing(values, settings.nanStrategy);
    return settings.outliers === "keep" ? filled : dropOutliers(filled, settings.outlierFactor);
  };
  return { control: clean(data.control), experiment: clean(data.experiment) };
}

/** Whether both cohorts have the same values, in any order. */
export function isIdentical({ control, experiment }: Cohorts): boolean {
  if (control.length !== experiment.length) return false;
  const [x, y] = [Float64Array.from(experiment).sort(), Float64Array.from(control).sort()];
  return x.every((value, at) => value === y[at]);
}

/** Whether all points of all series are one value. */
export function isConstant(...series: readonly (readonly number[])[]): boolean {
  const first = series.find((values) => values.length > 0)?.[0];
  return series.every((values) => values.every((value) => value === first));
}

function dropOutliers(values: readonly number[], factor: number): readonly number[] {
  const out = new Set(outlierIndices(values, quartileFences(values, { factor, relaxed: true })));
  return values.filter((_, at) => !out.has(at));
}
