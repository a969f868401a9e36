import { NetopsError } from "@netops/core";
import type { CanaryConfig, CanaryMetric } from "../judge/canary_config.ts";
import type { MetricData } from "../judge/metric_data.ts";
import { metricPoints, type SideSeries } from "../metrics/metric_points.ts";
import { readMetricQuery } from "../metrics/metric_query.ts";
import type { RangeSeries } from "../metrics/prometheus_api.ts";
import { type StepGrid, stepGrid } from "../metrics/step_grid.ts";
import type { CohortWindow, MetricSource } from "../ports/metric_source.ts";
import { type GroupSeries, LATENCY_BOUNDS, type SecondCounts } from "./group_series.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

const SECOND_MS = 1_000;
const LAG_MS = 2_000;

/**
 * Points of a simulated world, made of its series as those of telemetry are.
 *
 * It knows the series that gateways and fleet have of every service; a metric of anything else is left out.
 */
export class SimulatedMetrics implements MetricSource {
  /** Why nothing answers. */
  outage: string | undefined;
  /** Of groups that are gone, too. */
  readonly #series = new Map<string, GroupSeries>();
  readonly #world: SimulatedWorld;

  /** Measures a world. */
  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Reads points as a source of the real platform does. */
  read(config: CanaryConfig, window: CohortWindow): ReturnType<MetricSource["read"]> {
    if (this.outage !== undefined) {
      return Promise.reject(new NetopsError("UNREACHABLE", this.outage));
    }
    for (const group of this.#world.groups.values()) this.#series.set(group.name, group.series);
    const grid = stepGrid(window, { nowMs: this.#world.nowMs, lagMs: LAG_MS });
    const found = config.metrics.map((metric) => ({
      name: metric.name,
      data: this.#measure(metric, window, grid),
    }));
    const data = found.flatMap((one) => one.data === undefined ? [] : [[one.name, one.data]]);
    const problems = found.filter((one) => one.data === undefined)
      .map(({ name }) => `Metric "${name}" is not simulated`);
    return Promise.resolve({ data: Object.fromEntries(data), problems });
  }

  #measure(
    metric: CanaryMetric,
    { baseline, canary }: CohortWindow,
    grid: StepGrid,
  ): MetricData | undefined {
    const query = readMetricQuery(metric);
    if ("refusal" in query) return undefined;
    const { expr, of } = query;
    const side = (name: string): SideSeries => ({
      expr: this.#seriesOf(name, expr, grid),
      of: of === undefined ? [] : this.#seriesOf(name, of, grid),
    });
    const both = { control: side(baseline), experiment: side(canary) };
    if (both.control.expr.length + both.experiment.expr.length === 0) return undefined;
    const points = metricPoints(query, both, grid);
    return "refusal" in points ? undefined : points;
  }

  #seriesOf(name: string, expr: string, grid: StepGrid): readonly RangeSeries[] {
    const series = this.#series.get(name);
    const reading = READINGS.find(([words]) => expr.includes(words))?.[1];
    return series === undefined || reading === undefined ? [] : reading(series, grid);
  }
}

type Reading = (series: GroupSeries, grid: StepGrid) => readonly RangeSeries[];

/** Which series an expression asks for, by what it contains; the first that fits. */
const READINGS: readonly (readonly [string, Reading])[] = [
  ["_seconds_bucket{", buckets],
  [`code=~"5..`, counter(({ failed }) => failed)],
  [`code=~"4..`, counter(({ refused }) => refused)],
  [`attempt!="1"`, counter(() => 0)],
  ["duration_seconds_sum{", counter(({ latencySumMs }) => latencySumMs / SECOND_MS)],
  ["duration_seconds_count{", counter(({ requests }) => requests)],
  ["instance_deaths_total{", counter(({ deaths }) => deaths)],
  ["instance_cpu_seconds_total{", counter(({ cpuMs }) => cpuMs / SECOND_MS)],
  ["instance_log_lines_total{", counter(({ logLines }) => logLines)],
  ["instance_memory_bytes{", gauge(({ memoryBytes }) => memoryBytes)],
];

function counter(value: (second: SecondCounts) => number): Reading {
  return (
    series,
    grid,
  ) => [{ labels: {}, values: summed(secondsOf(series, grid).map(value), grid) }];
}

function gauge(value: (second: SecondCounts) => number): Reading {
  return (series, { startMs, stepMs, count }) => {
    const values = Float64Array.from({ length: count + 1 }, (_, at) => {
      const second = (startMs + at * stepMs) / SECOND_MS - 1;
      return value(series.at(second));
    });
    return [{ labels: {}, values }];
  };
}

function buckets(series: GroupSeries, grid: StepGrid): readonly RangeSeries[] {
  const seconds = secondsOf(series, grid);
  const below = seconds.map(() => 0);
  return LATENCY_BOUNDS.map((bound, at) => {
    for (const [second, counts] of seconds.entries()) {
      below[second] = (below[second] ?? 0) + (counts.buckets[at] ?? 0);
    }
    const le = bound === Infinity ? "+Inf" : String(bound / SECOND_MS);
    return { labels: { le }, values: summed(below, grid) };
  });
}

function secondsOf(series: GroupSeries, { startMs, stepMs, count }: StepGrid) {
  const first = startMs / SECOND_MS;
  return Array.from({ length: count * stepMs / SECOND_MS }, (_, at) => series.at(first + at));
}

/** A counter at the ends of steps, from what it grew by in each second; from 1, as one from 0 would be new. */
function summed(growth: readonly number[], { stepMs, count }: StepGrid): Float64Array {
  const perStep = stepMs / SECOND_MS;
  const values = new Float64Array(count + 1).fill(1);
  for (let at = 0; at < count; at++) {
    let sum = values[at] ?? 0;
    for (let n = 0; n < perStep; n++) sum += growth[at * perStep + n] ?? 0;
    values[at + 1] = sum;
  }
  return values;
}
