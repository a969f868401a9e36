import type { Cohorts } from "../metric_data.ts";
import { type MetricFinding, missingFinding } from "../metric_finding.ts";
import type { MetricRule, SampleNeed } from "../metric_result.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { fewestOf } from "./compare_rates.ts";
import { bakeFor, type NetopsOptions } from "./comparison.ts";
import type { RateCohorts } from "./rate.ts";
import { needWords } from "./weigh.ts";

/** What a metric with too little data comes to, or undefined when there is enough. Never a pass. */
export function scarceFinding(
  settings: MetricSettings,
  cohorts: Cohorts,
  options: NetopsOptions,
): MetricFinding | undefined {
  const { minSamples, stepMs } = options;
  const [control, experiment] = [cohorts.control.length, cohorts.experiment.length];
  const had = Math.min(control, experiment);
  const need: SampleNeed = {
    ...{ had, needed: minSamples, unit: "samples", ...bakeFor(minSamples, stepMs) },
  };
  if (had === 0) return missing(settings, missingFinding(cohorts).reason, need);
  if (had >= minSamples) return undefined;
  const reason = `There are ${control} samples of the control and ${experiment} of the experiment`;
  return nodata("too-few-samples", `${reason}; ${needWords(need)}`, need);
}

/** The same for counts of requests: both sides must have had some. */
export function scarceRates(
  settings: MetricSettings,
  { counts, of }: RateCohorts,
  options: NetopsOptions,
): MetricFinding | undefined {
  const { minRequests, stepMs } = options;
  const early = scarceFinding(settings, counts, options);
  const had = Math.round(fewestOf(of.control, of.experiment));
  if (early !== undefined || had >= minRequests) return early;
  const perStep = had / Math.min(of.control.length, of.experiment.length);
  const bake = had === 0 ? {} : bakeFor(minRequests / perStep, stepMs);
  const need: SampleNeed = { had, needed: minRequests, unit: "requests", ...bake };
  if (had === 0) return missing(settings, "A cohort had no requests at all", need);
  const reason = `The smaller cohort had ${had} requests`;
  return nodata("too-few-samples", `${reason}; ${needWords(need)}`, need);
}

function missing(settings: MetricSettings, reason: string, need: SampleNeed): MetricFinding {
  if (!settings.mustHaveData) return nodata("missing-data", `${reason}; ${needWords(need)}`, need);
  const { critical } = settings;
  const words = `${reason}, and it must have some`;
  return {
    ...{ classification: "NodataFailMetric", critical, rule: "missing-data", reason: words, need },
  };
}

function nodata(rule: MetricRule, reason: string, need: SampleNeed): MetricFinding {
  return { classification: "Nodata", critical: false, rule, reason, need };
}
