import type { Rng } from "@netops/core";
import { formatNumber } from "../format_number.ts";
import {
  cleanCohorts,
  type Cohorts,
  isConstant,
  isIdentical,
  type MetricData,
} from "../metric_data.ts";
import type { Classification, MetricResult, MetricRule } from "../metric_result.ts";
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
  if (early !== undefined) return resultOf(settings, cohorts, early);
  try {
    return resultOf(settings, cohorts, compare(settings, cohorts, options));
  } catch (error) {
    if (!(error instanceof AllTied)) throw error;
    const reason =
      "The rank test has no interval as all values are tied; it is left out of the score";
    return resultOf(settings, cohorts, {
      ...{ classification: "Error", critical: false, rule: "no-interval", reason },
    });
  }
}

interface Finding {
  readonly classification: Classification;
  readonly critical: boolean;
  readonly rule: MetricRule;
  readonly reason: string;
  readonly estimate?: number;
  readonly ci?: readonly [number, number];
  readonly effect?: number;
}

function withoutTest(settings: MetricSettings, cohorts: Cohorts): Finding | undefined {
  const { control, experiment } = cohorts;
  const pass = { classification: "Pass", critical: false, rule: "identical" } as const;
  if (control.length > 0 && experiment.length > 0) {
    if (isIdentical(cohorts)) return { ...pass, reason: "Both cohorts have the same values" };
    return isConstant(control, experiment)
      ? { ...pass, reason: "Both cohorts have one and the same value" }
      : undefined;
  }
  const side = control.length === 0 ? "the control" : "the experiment";
  const reason = `There is no data of ${side}`;
  if (settings.nanStrategy === "replace") return { ...pass, rule: "missing-data", reason };
  const failsMetric = settings.mustHaveData && !settings.critical;
  return {
    classification: failsMetric ? "NodataFailMetric" : "Nodata",
    ...{ critical: settings.critical, rule: "missing-data", reason },
  };
}

function compare(settings: MetricSettings, cohorts: Cohorts, options: KayentaOptions): Finding {
  const { rng, tolerance = 0.25, confidence = 0.98 } = options;
  const noisy = isConstant(cohorts.control) && isConstant(cohorts.experiment);
  const control = noisy ? withNoise(cohorts.control, rng) : cohorts.control;
  const experiment = noisy ? withNoise(cohorts.experiment, rng) : cohorts.experiment;
  const { low, high, estimate } = rankShift({ x: experiment, y: control }, confidence);
  const { measure } = settings.effect;
  const effect = (measure === "cles" ? commonLanguageEffect : meanRatio)({ control, experiment });
  const band = tolerance * Math.abs(estimate);
  const classification = labelOf(settings, { low, high, band, effect });
  const common = { rule: "rank-test", estimate, ci: [low, high], effect } as const;
  const interval = `${formatNumber(low)} to ${formatNumber(high)}`;
  const shift = `The shift is ${formatNumber(estimate)} (${interval})`;
  const reason = classification === "Pass"
    ? `${shift}: not beyond ±${formatNumber(band)}, or within what is allowed`
    : `${shift}, beyond ±${formatNumber(band)}`;
  return {
    classification,
    critical: isCritical(settings, classification, { effect }),
    reason,
    ...common,
  };
}

interface Measured {
  readonly low: number;
  readonly high: number;
  readonly band: number;
  /** NaN opens every gate. */
  readonly effect: number;
}

function labelOf(settings: MetricSettings, measured: Measured): "Pass" | "High" | "Low" {
  const { direction, effect: limits } = settings;
  const { low, high, band, effect } = measured;
  const isUp = low > band && !(effect < limits.allowedIncrease);
  if (direction !== "decrease" && isUp) return "High";
  const isDown = high < -band && !(effect > limits.allowedDecrease);
  return direction !== "increase" && isDown ? "Low" : "Pass";
}

/** Whether a label fails the canary: the metric is critical, and the effect beyond the critical one. */
export function isCritical(
  settings: MetricSettings,
  label: Classification,
  options: { readonly effect: number },
): boolean {
  const { critical, effect: limits } = settings;
  const { effect } = options;
  if (label === "High") return critical && !(effect < limits.criticalIncrease);
  return label === "Low" && critical && !(effect > limits.criticalDecrease);
}

function withNoise(values: readonly number[], rng: Rng): readonly number[] {
  return values.map((value) => value + gaussian(rng) * value * 1e-5);
}

function resultOf(settings: MetricSettings, cohorts: Cohorts, finding: Finding): MetricResult {
  const { name, muted, groups } = settings;
  const { classification, critical, rule, reason, estimate = null, ci, effect = NaN } = finding;
  return {
    ...{ name, classification, critical, muted, groups, estimate, rule, reason },
    ci: ci ?? [null, null],
    effect: Number.isNaN(effect) ? null : effect,
    samples: { control: cohorts.control.length, experiment: cohorts.experiment.length },
  };
}
