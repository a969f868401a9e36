import { cleanCohorts, type Cohorts, isIdentical, type MetricData } from "../metric_data.ts";
import { type MetricFinding, toMetricResult } from "../metric_finding.ts";
import type { MetricResult } from "../metric_result.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { compareLocations } from "./compare_locations.ts";
import { comparePairs, pairsOf } from "./compare_pairs.ts";
import { compareRates, rateCohorts } from "./compare_rates.ts";
import { compareZeroInflated, isZeroInflated } from "./compare_zero_inflated.ts";
import type { NetopsOptions } from "./comparison.ts";
import { oddData } from "./odd_data.ts";
import { scarceFinding, scarceRates } from "./scarce_finding.ts";
import { weigh } from "./weigh.ts";

/**
 * Judges a metric by tests whose false alarms are as rare as they say, and says so where it cannot.
 *
 * Counts with totals are compared as rates; what is `paired` step by step; series with many zeros in two
 * parts; others by where they lie.
 */
export function classifyNetops(
  settings: MetricSettings,
  data: MetricData,
  options: NetopsOptions,
): MetricResult {
  const odd = oddData(data);
  if (odd !== undefined) {
    const { critical } = settings;
    const finding = { classification: "Error", critical, rule: "bad-data", reason: odd } as const;
    return toMetricResult(settings, data, finding);
  }
  if (data.of !== undefined) return judgeRates(settings, data, options);
  const cohorts = cleanCohorts(data, settings);
  const finding = scarceFinding(settings, cohorts, options) ?? sameFinding(cohorts) ??
    weigh(
      settings,
      compareSteps(settings, data, options) ?? compareSeries(settings, cohorts, options),
    );
  return toMetricResult(settings, cohorts, finding);
}

function judgeRates(settings: MetricSettings, data: MetricData, options: NetopsOptions) {
  const cohorts = rateCohorts(data, settings);
  const finding = scarceRates(settings, cohorts, options) ??
    weigh(settings, [compareRates(settings, cohorts, options)]);
  return toMetricResult(settings, cohorts.counts, finding);
}

/** Undefined when a metric is not to be compared step by step, or cannot be. */
function compareSteps(settings: MetricSettings, data: MetricData, options: NetopsOptions) {
  const pairs = pairsOf(settings, data, options);
  return pairs === undefined ? undefined : [comparePairs(settings, pairs, options)] as const;
}

function compareSeries(settings: MetricSettings, cohorts: Cohorts, options: NetopsOptions) {
  return isZeroInflated(cohorts)
    ? compareZeroInflated(settings, cohorts, options)
    : [compareLocations(settings, cohorts, { ...options, rule: "rank-test" })] as const;
}

function sameFinding(cohorts: Cohorts): MetricFinding | undefined {
  if (!isIdentical(cohorts)) return undefined;
  const reason = "Both cohorts have the same values";
  return { classification: "Pass", critical: false, rule: "identical", reason };
}
