import type { Rng } from "@netops/core";
import { isBeyondAllowed, isCritical } from "../effect_gates.ts";
import { formatNumber } from "../format_number.ts";
import {
  cleanCohorts,
  type Cohorts,
  isConstant,
  isIdentical,
  type MetricData,
} from "../metric_data.ts";
import { type MetricFinding, missingFinding, toMetricResult } from "../metric_finding.ts";
import type { MetricResult } from "../metric_result.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { commonLanguageEffect, meanRatio } from "../stats/effect_size.ts";
import { gaussian } from "./gaussian.ts";
import { AllTied, rankShift } from "./rank_shift.ts";

/** Chance, and the two constants of NetflixACAJudge-v1.0. */
export interface KayentaOptions {
  /** Noise that is put on two constant series. */
  readonly rng: Rng;
  /** Share of the estimate that the interval must be away from 0; 0.25. */
  readonly tolerance?: number;
  /** 0.98. */
  readonly confidence?: number;
}

/** Judges a metric exactly as NetflixACAJudge-v1.0 does, blind spots and all. */
export function classifyKayenta(
  settings: MetricSettings,
  data: MetricData,
  options: KayentaOptions,
): MetricResult {
  const cohorts = cleanCohorts(data, settings);
  const early = withoutTest(settings, cohorts);
  if (early !== undefined) return toMetricResult(settings, cohorts, early);
  try {
    return toMetricResult(settings, cohorts, compare(settings, cohorts, options));
  } catch (error) {
    if (!(error instanceof AllTied)) throw error;
    const reason =
      "The rank test has no interval as all values are tied; it is left out of the score";
    return toMetricResult(settings, cohorts, {
      ...{ classification: "Error", critical: false, rule: "no-interval", reason },
    });
  }
}

function withoutTest(settings: MetricSettings, cohorts: Cohorts): MetricFinding | undefined {
  const { control, experiment } = cohorts;
  const pass = { classification: "Pass", critical: false, rule: "identical" } as const;
  if (control.length > 0 && experiment.length > 0) {
    if (isIdentical(cohorts)) return { ...pass, reason: "Both cohorts have the same values" };
    return isConstant(control, experiment)
      ? { ...pass, reason: "Both cohorts have one and the same value" }
      : undefined;
  }
  const { reason } = missingFinding(cohorts);
  if (settings.nanStrategy === "replace") return { ...pass, rule: "missing-data", reason };
  const failsMetric = settings.mustHaveData && !settings.critical;
  return {
    classification: failsMetric ? "NodataFailMetric" : "Nodata",
    ...{ critical: settings.critical, rule: "missing-data", reason },
  };
}

function compare(
  settings: MetricSettings,
  cohorts: Cohorts,
  options: KayentaOptions,
): MetricFinding {
  const { rng, tolerance = 0.25, confidence = 0.98 } = options;
  const noisy = isConstant(cohorts.control) && isConstant(cohorts.experiment);
  const control = noisy ? withNoise(cohorts.control, rng) : cohorts.control;
  const experiment = noisy ? withNoise(cohorts.experiment, rng) : cohorts.experiment;
  const { low, high, estimate } = rankShift({ x: experiment, y: control }, confidence);
  const { measure } = settings.effect;
  const effect = (measure === "cles" ? commonLanguageEffect : meanRatio)({ control, experiment });
  const band = tolerance * Math.abs(estimate);
  const classification = labelOf(settings, { low, high, band, effect });
  const critical = classification !== "Pass" &&
    isCritical({ label: classification, effect }, settings);
  const common = { critical, rule: "rank-test", estimate, ci: [low, high], effect } as const;
  const interval = `${formatNumber(low)} to ${formatNumber(high)}`;
  const shift = `The shift is ${formatNumber(estimate)} (${interval})`;
  const reason = classification === "Pass"
    ? `${shift}: not beyond ±${formatNumber(band)}, or within what is allowed`
    : `${shift}, beyond ±${formatNumber(band)}`;
  return { classification, reason, ...common };
}

interface Measured {
  readonly low: number;
  readonly high: number;
  readonly band: number;
  /** NaN opens every gate. */
  readonly effect: number;
}

function labelOf(settings: MetricSettings, measured: Measured): "Pass" | "High" | "Low" {
  const { direction } = settings;
  const { low, high, band, effect } = measured;
  const isUp = low > band && isBeyondAllowed({ label: "High", effect }, settings);
  if (direction !== "decrease" && isUp) return "High";
  const isDown = high < -band && isBeyondAllowed({ label: "Low", effect }, settings);
  return direction !== "increase" && isDown ? "Low" : "Pass";
}

function withNoise(values: readonly number[], rng: Rng): readonly number[] {
  return values.map((value) => value + gaussian(rng) * value * 1e-5);
}
