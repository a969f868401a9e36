import { NetopsError } from "@netops/core";
import type { CanaryConfig } from "../judge/canary_config.ts";
import type { Cohorts, MetricData } from "../judge/metric_data.ts";
import { beyondSteps, type BucketSteps, quantileSteps, tailBound } from "../metrics/buckets.ts";
import type { CohortWindow, MetricSource } from "../ports/metric_source.ts";
import { type GroupSeries, LATENCY_BOUNDS, type SecondCounts } from "./group_series.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

const MINUTE_S = 60;
const SLOW_RATIO = 0.05;
const NO_COUNTS: SecondCounts = {
  ...{ requests: 0, failed: 0, refused: 0, latencySumMs: 0, cpuMs: 0, logLines: 0 },
  ...{ memoryBytes: NaN, deaths: 0, buckets: new Float64Array(LATENCY_BOUNDS.length) },
};

/** Points of a simulated world for the metrics of the default configuration, by their names. */
export class SimulatedMetrics implements MetricSource {
  /** Why nothing answers. */
  outage: string | undefined;
  readonly #series = new Map<string, GroupSeries>();
  readonly #world: SimulatedWorld;

  /** Measures a world. */
  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Reads points of one second each; a metric that no simulated group has is left out. */
  read(config: CanaryConfig, { baseline, canary, fromMs, toMs }: CohortWindow) {
    if (this.outage !== undefined) {
      return Promise.reject(new NetopsError("UNREACHABLE", this.outage));
    }
    const sides = [baseline, canary].map((name) => this.#seconds(name, fromMs, toMs));
    const [control = [], experiment = []] = sides;
    const known = config.metrics.filter(({ name }) => Object.hasOwn(METRICS, name));
    const data = known.map(({ name }) => [name, METRICS[name]!({ control, experiment })] as const);
    const problems = config.metrics.filter((metric) => !known.includes(metric))
      .map(({ name }) => `Metric "${name}" is not simulated`);
    return Promise.resolve({ data: Object.fromEntries(data), problems });
  }

  #seconds(name: string, fromMs: number, toMs: number): readonly SecondCounts[] {
    const group = this.#world.groups.get(name);
    if (group !== undefined) this.#series.set(name, group.series);
    return (this.#series.get(name)?.between(fromMs, toMs) ?? []).map((one) => one ?? NO_COUNTS);
  }
}

interface Sides {
  readonly control: readonly SecondCounts[];
  readonly experiment: readonly SecondCounts[];
}

type Points = (seconds: readonly SecondCounts[]) => readonly number[];

/** How each metric of the default configuration comes from what was counted. */
const METRICS: Readonly<Record<string, (sides: Sides) => MetricData>> = {
  errors: rate("failed"),
  refusals: rate("refused"),
  retries: (sides) => ({ ...both(sides, nothing), of: both(sides, counts("requests")) }),
  latency: (sides) => both(sides, perRequest("latencySumMs")),
  "slow requests": slowRequests,
  deaths: (sides) => both(sides, totalDeaths),
  "cpu per request": (sides) => both(sides, perRequest("cpuMs")),
  memory: (sides) => both(sides, counts("memoryBytes")),
  "memory growth": (sides) => both(sides, growth),
  "log lines per request": (sides) => both(sides, logLines),
  requests: (sides) => both(sides, counts("requests")),
  "latency p50": quantile(0.5),
  "latency p95": quantile(0.95),
  "latency p99": quantile(0.99),
};

type CountName = Exclude<keyof SecondCounts, "buckets">;

function both({ control, experiment }: Sides, points: Points): Cohorts {
  return { control: points(control), experiment: points(experiment) };
}

function counts(name: CountName): Points {
  return (seconds) => seconds.map((second) => second[name]);
}

function nothing(seconds: readonly SecondCounts[]): readonly number[] {
  return seconds.map(() => 0);
}

function rate(name: CountName): (sides: Sides) => MetricData {
  return (sides) => ({ ...both(sides, counts(name)), of: both(sides, counts("requests")) });
}

function perRequest(name: CountName): Points {
  return (seconds) =>
    seconds.map((second) => second.requests === 0 ? NaN : second[name] / second.requests);
}

function logLines(seconds: readonly SecondCounts[]): readonly number[] {
  return perRequest("logLines")(seconds).map((lines) => 1 + lines);
}

function totalDeaths(seconds: readonly SecondCounts[]): readonly number[] {
  const all = seconds.reduce((sum, { deaths }) => sum + deaths, 0);
  return seconds.map(() => all);
}

/** By how much of its mean memory grew in each second, as a factor a minute. */
function growth(seconds: readonly SecondCounts[]): readonly number[] {
  const all = counts("memoryBytes")(seconds);
  const known = all.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return all.slice(1).map((value, at) => 1 + (value - (all[at] ?? NaN)) / mean * MINUTE_S);
}

function quantile(ratio: number): (sides: Sides) => MetricData {
  return (sides) => both(sides, (seconds) => quantileSteps(histogram(seconds), ratio));
}

function slowRequests({ control, experiment }: Sides): MetricData {
  const [y, x] = [histogram(control), histogram(experiment)];
  const bound = tailBound([y, x], SLOW_RATIO) ?? Infinity;
  const [baseline, canary] = [beyondSteps(y, bound), beyondSteps(x, bound)];
  return {
    ...{ control: baseline.beyond, experiment: canary.beyond },
    of: { control: baseline.all, experiment: canary.all },
  };
}

function histogram(seconds: readonly SecondCounts[]): BucketSteps {
  const counts = LATENCY_BOUNDS.map((_, bound) =>
    Float64Array.from(
      seconds,
      ({ buckets }) => buckets.subarray(0, bound + 1).reduce((sum, count) => sum + count, 0),
    )
  );
  return { bounds: LATENCY_BOUNDS, counts };
}
