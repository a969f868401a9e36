import type { LoadThreshold, ThresholdOutcome } from "../run/load_threshold.ts";
import { actualOf, keepsLimit, type MetricSummary, parseLimit } from "./metric_summary.ts";

/** Answers what is known of a metric such as `startup_ms` or `http_req_duration{kind:segment}`. */
export type FindMetric = (metric: string) => MetricSummary | undefined;

/** Measures every threshold. What was not measured is not passed: not knowing is never a pass. */
export function evaluateThresholds(
  thresholds: readonly LoadThreshold[],
  find: FindMetric,
): readonly ThresholdOutcome[] {
  return thresholds.flatMap(({ optional, ...threshold }) => {
    const limit = parseLimit(threshold.limit);
    const summary = find(threshold.metric);
    const actual = limit === undefined || summary === undefined
      ? null
      : actualOf(summary, limit.aggregate);
    if (actual === null && optional) return [];
    const passed = limit !== undefined && actual !== null && keepsLimit(actual, limit);
    return [{ ...threshold, actual, passed }];
  });
}
