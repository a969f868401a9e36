import type { LoadReport, LoadSecond } from "../report/load_report.ts";

/** What a comparison needs of a load. */
export interface LoadSample {
  readonly id: string;
  readonly name: string;
  readonly unit: LoadReport["unit"];
  readonly shape: string;
  readonly verdict: LoadReport["verdict"];
  readonly startedAtMs: number;
  readonly seconds: readonly LoadSecond[];
}

/** Numbers of a load that are compared. */
export type ComparedMetric =
  | "startup_p50"
  | "startup_p95"
  | "stalls"
  | "start_failures"
  | "rate"
  | "request_failures";

/** How one number is read from the seconds of a block, and when two of them differ. */
export interface MetricRule {
  readonly metric: ComparedMetric;
  /** In words with its unit. */
  readonly words: string;
  /** `ratio`: the change is relative, b/a − 1; `difference`: it is b − a. */
  readonly scale: "ratio" | "difference";
  readonly worse: "higher" | "lower";
  /** A change below it is never called one: two runs of the same differ by as much. In the scale. */
  readonly least: number;
  /** Only for loads of viewers. */
  readonly isOfViewers: boolean;
  /** Of a block; null when nothing was measured in it. */
  readonly read: (block: readonly LoadSecond[]) => number | null;
}

/** What is compared, in the order in which it is shown. */
export const METRIC_RULES: readonly MetricRule[] = [
  {
    ...{ metric: "startup_p50", words: "startup p50", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, isOfViewers: true, read: (block) => meanQuantile(block, "p50") },
  },
  {
    ...{ metric: "startup_p95", words: "startup p95", scale: "ratio", worse: "higher" },
    ...{ least: 0.05, isOfViewers: true, read: (block) => meanQuantile(block, "p95") },
  },
  {
    ...{ metric: "stalls", words: "stalls per session and minute", scale: "difference" },
    ...{ worse: "higher", least: 0.05, isOfViewers: true, read: stallRate },
  },
  {
    ...{ metric: "start_failures", words: "share of starts that failed", scale: "difference" },
    ...{ worse: "higher", least: 0.005, isOfViewers: false },
    read: (block) =>
      share(block, ({ failed }) => failed, ({ started, failed }) => started + failed),
  },
  {
    ...{ metric: "rate", words: "achieved per second", scale: "ratio", worse: "lower" },
    ...{ least: 0.05, isOfViewers: false },
    read: (block) => total(block, ({ started }) => started) / block.length,
  },
  {
    ...{ metric: "request_failures", words: "share of requests that failed" },
    ...{ scale: "difference", worse: "higher", least: 0.005, isOfViewers: false },
    read: (block) =>
      share(block, ({ failedRequests }) => failedRequests, ({ requests }) => requests),
  },
];

/** Takes of a report what a comparison needs. */
export function sampleOf(report: LoadReport): LoadSample {
  const { id, name, unit, shape, verdict, startedAtMs, seconds } = report;
  return { id, name, unit, shape, verdict, startedAtMs, seconds };
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
