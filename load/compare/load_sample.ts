import type { LoadReport, LoadSecond } from "../report/load_report.ts";

/** What a comparison needs of a load. */
export interface LoadSample {
  readonly id: string;
  readonly name: string;
  readonly unit: LoadReport["unit"];
  readonly shape: string;
  readonly verdict: LoadReport["verdict"];
  /** Options besides the shape that make a load what it is. */
  readonly asked: readonly string[];
  readonly starts: LoadReport["starts"];
  readonly startedAtMs: number;
  readonly seconds: readonly LoadSecond[];
}

/** Numbers of a load that are compared. */
export type ComparedMetric =
  | "startup_p50"
  | "startup_p95"
  | "request_p50"
  | "request_p95"
  | "stalls"
  | "start_failures"
  | "left"
  | "rate"
  | "request_failures";

/** How one number is read from a load, and when two of them differ: by `read`, or by `count`. */
export interface MetricRule {
  readonly metric: ComparedMetric;
  /** In words with its unit. */
  readonly words: string;
  /** `ratio`: the change is relative, b/a − 1; `difference`: it is b − a. */
  readonly scale: "ratio" | "difference";
  readonly worse: "higher" | "lower";
  /** A change below it is never called one: two runs of the same differ by as much. In the scale. */
  readonly least: number;
  /** Only of loads that count these. */
  readonly unit?: LoadReport["unit"];
  /** Left out when neither load measured it at all, as scripts need not make requests. */
  readonly isOptional?: boolean;
  /** It counts what the load did per second, so a block with nothing is an outage. */
  readonly isCounted?: boolean;
  /** Of a block; null when nothing was measured in it. */
  readonly read?: (block: readonly LoadSecond[]) => number | null;
  /** Of what its seconds do not tell: the share that a whole load has. */
  readonly count?: (sample: LoadSample) => Share;
}

/** So many of so many. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** What is compared, in the order in which it is shown. */
export const METRIC_RULES: readonly MetricRule[] = [
  {
    ...{ metric: "startup_p50", words: "startup p50", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, unit: "sessions", read: (block) => meanQuantile(block, "p50") },
  },
  {
    ...{ metric: "startup_p95", words: "startup p95", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, unit: "sessions", read: (block) => meanQuantile(block, "p95") },
  },
  // Scripts have no startups: there the seconds hold the times of requests.
  {
    ...{ metric: "request_p50", words: "request p50", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, unit: "iterations", isOptional: true },
    read: (block) => meanQuantile(block, "p50"),
  },
  {
    ...{ metric: "request_p95", words: "request p95", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, unit: "iterations", isOptional: true },
    read: (block) => meanQuantile(block, "p95"),
  },
  {
    ...{ metric: "stalls", words: "stalls per session and minute", scale: "difference" },
    ...{ worse: "higher", least: 0.05, unit: "sessions", read: stallRate },
  },
  {
    ...{ metric: "start_failures", words: "share of starts that failed", scale: "difference" },
    // Of a script nobody knows which iterations failed.
    ...{ worse: "higher", least: 0.005, unit: "sessions" },
    read: (block) =>
      share(block, ({ failed }) => failed, ({ started, failed }) => started + failed),
  },
  {
    ...{ metric: "left", words: "share of viewers who left before a picture" },
    ...{ scale: "difference", worse: "higher", least: 0.005, unit: "sessions" },
    count: ({ starts: { started, failedTechnical, left } }) => ({
      part: left,
      whole: started + failedTechnical + left,
    }),
  },
  {
    ...{ metric: "rate", words: "achieved per second", scale: "ratio", worse: "lower" },
    ...{ least: 0.05, isCounted: true },
    read: (block) => total(block, ({ started }) => started) / block.length,
  },
  {
    ...{ metric: "request_failures", words: "share of requests that failed" },
    ...{ scale: "difference", worse: "higher", least: 0.005, isOptional: true },
    read: (block) =>
      share(block, ({ failedRequests }) => failedRequests, ({ requests }) => requests),
  },
];

/** Takes of a report what a comparison needs. */
export function sampleOf(report: LoadReport): LoadSample {
  const { id, name, unit, shape, verdict, asked = [], starts, startedAtMs, seconds } = report;
  return { id, name, unit, shape, verdict, asked, starts, startedAtMs, seconds };
}

function meanQuantile(block: readonly LoadSecond[], quantile: "p50" | "p95"): number | null {
  const known = block.flatMap(({ startupMs }) => startupMs[quantile] ?? []);
  if (known.length === 0) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function stallRate(block: readonly LoadSecond[]): number | null {
  const perSecond = share(block, ({ stalls }) => stalls, ({ running }) => running);
  return perSecond === null ? null : perSecond * 60;
}

function share(
  block: readonly LoadSecond[],
  part: (second: LoadSecond) => number,
  whole: (second: LoadSecond) => number,
): number | null {
  const all = total(block, whole);
  return all === 0 ? null : total(block, part) / all;
}

function total(block: readonly LoadSecond[], of: (second: LoadSecond) => number): number {
  return block.reduce((sum, second) => sum + of(second), 0);
}
