import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import type { CanaryConfig, CanaryMetric } from "../judge/canary_config.ts";
import type { MetricData } from "../judge/metric_data.ts";
import type { CohortWindow, MetricSource } from "../ports/metric_source.ts";
import { templatesOf } from "./check_metric_queries.ts";
import { type BothSeries, metricPoints, type SideSeries } from "./metric_points.ts";
import { type MetricQuery, readMetricQuery } from "./metric_query.ts";
import { fillVariables, promqlDuration, type QueryVariables } from "./query_variables.ts";
import type { QueryRefusal } from "./query_refusal.ts";
import { RangeReader } from "./range_reader.ts";
import { type StepGrid, stepGrid } from "./step_grid.ts";

/** Where points come from, and by what they are asked for. */
export interface MetricSourceOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Of our telemetry, without `/api/v1`. */
  readonly telemetryUrl: string;
}

/**
 * How long it takes until telemetry knows what was: it scrapes each target once a second, at a moment of its
 * own, and waits 0.9 s for an answer.
 */
export const TELEMETRY_LAG_MS = 2_000;
/** How often telemetry scrapes. */
const TELEMETRY_SCRAPE_MS = 1_000;

/**
 * Reads the points of canaries from our telemetry, or from the Prometheus that a window names.
 *
 * Of a window whose end is now, the steps that are not known in full yet are left out.
 */
export function createMetricSource(options: MetricSourceOptions): MetricSource {
  return { read: (config, window) => readPoints(options, config, window) };
}

type Points = Awaited<ReturnType<MetricSource["read"]>>;

async function readPoints(
  { http, clock, timer, telemetryUrl }: MetricSourceOptions,
  config: CanaryConfig,
  window: CohortWindow,
): Promise<Points> {
  const url = window.prometheusUrl ?? telemetryUrl;
  const grid = stepGrid(window, { nowMs: clock.nowMs(), lagMs: lagOf(window) });
  if (grid.count === 0) {
    const step = promqlDuration(window.stepMs);
    return { data: {}, absent: [], problems: [`No step of ${step} of this window is over yet`] };
  }
  const reader = new RangeReader({ http, timer, url }, grid);
  const reading: Reading = { reader, grid, window, url, templates: templatesOf(config) };
  const metrics = config.metrics.map((metric) => readMetric(metric, reading));
  const measured = await Promise.all(metrics);
  const { silence } = reader;
  if (silence !== undefined) {
    throw new NetopsError("UNREACHABLE", `Cannot read metrics of ${url}: ${silence}`, {
      fix: window.prometheusUrl === undefined
        ? "netops status"
        : `curl ${url}/api/v1/query?query=up`,
    });
  }
  return {
    data: Object.fromEntries(
      measured.flatMap(({ name, data }) => data === undefined ? [] : [[name, data]]),
    ),
    absent: measured.filter(({ isAbsent }) => isAbsent).map(({ name }) => name),
    problems: measured.flatMap(({ problems }) => problems),
  };
}

/** A Prometheus that scrapes once a step has a sample of each step only when the next one has begun. */
function lagOf({ prometheusUrl, stepMs }: CohortWindow): number {
  return prometheusUrl === undefined ? TELEMETRY_LAG_MS : Math.max(TELEMETRY_LAG_MS, stepMs);
}

interface Reading {
  readonly reader: RangeReader;
  readonly grid: StepGrid;
  readonly window: CohortWindow;
  readonly url: string;
  readonly templates: Readonly<Record<string, unknown>>;
}

interface Measured {
  readonly name: string;
  readonly data?: MetricData;
  /** Neither side has a series of it. */
  readonly isAbsent?: boolean;
  readonly problems: readonly string[];
}

async function readMetric(metric: CanaryMetric, reading: Reading): Promise<Measured> {
  const { name } = metric;
  const query = readMetricQuery(metric, reading.templates);
  if ("refusal" in query) return leftOut(name, query);
  const [control, experiment] = await Promise.all([
    readSide(query, reading, reading.window.baseline),
    readSide(query, reading, reading.window.canary),
  ]);
  const failed = [control, experiment].find((side) => "refusal" in side);
  if (failed !== undefined && "refusal" in failed) return leftOut(name, failed);
  const both = { control, experiment } as { control: SideFound; experiment: SideFound };
  const found = metricPoints(query, both, reading.grid);
  if ("refusal" in found) return leftOut(name, found);
  if (hasInfinite(found)) return leftOut(name, { refusal: "a point of it is infinite" });
  const warnings = [...new Set([...both.control.warnings, ...both.experiment.warnings])]
    .map((warning) => `Metric "${name}" may be wrong: ${warning}`);
  if (both.control.expr.length + both.experiment.expr.length === 0) {
    const problem = `Metric "${name}" has no series at all: ${query.expr}`;
    return { name, isAbsent: true, problems: [problem, ...warnings] };
  }
  return {
    name,
    data: found,
    problems: [...missing(name, query, { both, ...reading }), ...warnings],
  };
}

function leftOut(
  name: string,
  { refusal, fix }: QueryRefusal,
): Measured {
  const hint = fix === undefined ? "" : `; ${fix}`;
  return { name, problems: [`Metric "${name}" is left out, as ${refusal}${hint}`] };
}

interface SideFound extends SideSeries {
  readonly warnings: readonly string[];
}

async function readSide(
  query: MetricQuery,
  { reader, window, url }: Reading,
  group: string,
): Promise<SideFound | QueryRefusal> {
  const variables = variablesOf(window, group);
  const asked = [query.expr, ...query.of === undefined ? [] : [query.of]]
    .map((text) => fillVariables(text, variables));
  const answers = await Promise.all(asked.map((expr) => reader.read(expr)));
  const series = [];
  const warnings = [];
  for (const [at, answer] of answers.entries()) {
    if (answer.kind !== "answered") {
      const verb = answer.kind === "refused" ? "refused it" : "gave no answer";
      // Long words are cut at their end, and why says more than what was asked.
      return { refusal: `${url} ${verb}: ${answer.why}; asked: ${asked[at]}` };
    }
    series.push(answer.series);
    warnings.push(...answer.warnings);
  }
  return { expr: series[0] ?? [], of: series[1] ?? [], warnings };
}

function variablesOf({ app, stepMs, prometheusUrl }: CohortWindow, group: string): QueryVariables {
  // How often a stranger scrapes is not known; a step is the best guess.
  const scrapeMs = prometheusUrl === undefined ? TELEMETRY_SCRAPE_MS : stepMs;
  return {
    ...{ group, app },
    step: promqlDuration(stepMs),
    window: promqlDuration(stepMs + scrapeMs),
  };
}

/** Says which side has nothing, and what to write when that means 0. */
function missing(
  name: string,
  { of }: MetricQuery,
  { both, window }: { readonly both: BothSeries; readonly window: CohortWindow },
): readonly string[] {
  const sides = [
    { series: both.control, words: `baseline ${window.baseline}` },
    { series: both.experiment, words: `canary ${window.canary}` },
  ];
  const hint = of === undefined ? "" : `; if that means 0, write (…) or 0 * (${of})`;
  return sides.flatMap(({ series, words }) => {
    if (series.expr.length === 0) return [`Metric "${name}" has no series of ${words}${hint}`];
    if (of === undefined || series.of.length > 0) return [];
    return [`Metric "${name}" has nothing to be counted by: ${of} has no series of ${words}`];
  });
}

function hasInfinite({ control, experiment, of }: MetricData): boolean {
  return [control, experiment, of?.control ?? [], of?.experiment ?? []]
    .some((values) => values.some((value) => Math.abs(value) === Infinity));
}
