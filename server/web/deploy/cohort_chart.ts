import type { StoredLook } from "@netops/core/contracts";
import type { CohortChart } from "../telemetry/data_answer.ts";
import { byWeight } from "../view/deploy/deploy_words.ts";

/** Points of both groups; what was not there is the text `NaN`. */
interface StoredCohorts {
  readonly control: readonly unknown[];
  readonly experiment: readonly unknown[];
  /** What the points are counts of. */
  readonly of?: StoredCohorts;
}

/** Which look at which metric; the newest look, and the metric that decided it, where none is named. */
export interface CohortWish {
  readonly toMs: number | undefined;
  readonly metric: string;
}

/** The most points of a line. */
const MOST_POINTS = 240;

const NOTHING: Omit<CohortChart, "query"> = {
  ...{ fromMs: 0, stepMs: 1, steps: 0, series: [], total: 0, toMs: 0, metrics: [], note: "" },
};

/** Draws what the judge saw of one metric: baseline and canary over the time of a look. */
export function cohortChart(
  looks: readonly StoredLook[],
  { toMs, metric }: CohortWish,
): CohortChart {
  const stored = looks.find(({ look }) => look.toMs === toMs) ?? looks.at(-1);
  if (stored === undefined) return { ...NOTHING, query: metric };
  const { look, data } = stored;
  const told = byWeight(look.metrics).map(({ name }) => name);
  const names = new Set([...told, ...Object.keys(data)]);
  const metrics = [...names].filter((name) => data[name] !== undefined);
  const query = metrics.includes(metric) ? metric : metrics[0] ?? "";
  const cohorts = data[query] as StoredCohorts | undefined;
  const place = { query, toMs: look.toMs, metrics };
  if (cohorts === undefined) return { ...NOTHING, ...place };
  const { control, experiment, of } = cohorts;
  const length = Math.max(control.length, experiment.length, 1);
  const bin = Math.ceil(length / MOST_POINTS);
  const steps = Math.ceil(length / bin);
  const valuesOf = (points: readonly unknown[], counts: readonly unknown[] | undefined) =>
    Array.from(
      { length: steps },
      (_, at) =>
        meanOf(points.slice(at * bin, (at + 1) * bin), counts?.slice(at * bin, (at + 1) * bin)),
    );
  return {
    ...place,
    ...{ fromMs: look.fromMs, stepMs: (look.toMs - look.fromMs) / steps, steps, total: 2 },
    series: [
      { name: "baseline", labels: {}, values: valuesOf(control, of?.control) },
      { name: "canary", labels: {}, values: valuesOf(experiment, of?.experiment) },
    ],
    note: of === undefined ? "" : "percent of the requests",
  };
}

/** The mean of points, or of 100 requests those that count; null where nothing is known. */
function meanOf(
  points: readonly unknown[],
  counts: readonly unknown[] | undefined,
): number | null {
  const known = points.filter((point) => typeof point === "number");
  if (known.length === 0) return null;
  const sum = known.reduce((total, point) => total + point, 0);
  if (counts === undefined) return sum / known.length;
  const all = counts.filter((count) => typeof count === "number")
    .reduce((total, count) => total + count, 0);
  return all === 0 ? null : 100 * sum / all;
}
