import type { JudgeSettings } from "../judge_settings.ts";
import type { Cohorts } from "../metric_data.ts";
import type { MetricRule, SampleNeed } from "../metric_result.ts";
import type { EffectSettings } from "../metric_settings.ts";
import { commonLanguageEffect, meanRatio } from "../stats/effect_size.ts";
import { mean } from "../stats/mean.ts";

/** How a metric is judged by netops. */
export interface NetopsOptions extends Pick<JudgeSettings, "minSamples" | "minRequests"> {
  /** How often this metric may be called High or Low by chance. */
  readonly alpha: number;
  /** Between points, in ms. */
  readonly stepMs?: number;
}

/** A change that a test found, or did not find, before it is weighed. */
export interface Comparison {
  readonly rule: MetricRule;
  readonly label: "High" | "Low";
  readonly p: number;
  /** What p is held against. */
  readonly alpha: number;
  readonly estimate: number;
  readonly ci: readonly [number, number];
  /** By the measure of the settings; NaN when that cannot be said. */
  readonly effect: number;
  /** What was compared, for people: `The shift`. */
  readonly subject: string;
  readonly rho: number;
  /** Independent samples that the smaller side is worth. */
  readonly nEff: number;
  /** What it takes, when so few independent samples could show nothing. */
  readonly need?: SampleNeed;
}

/** How large the change between two series is by the measure of the settings; NaN for a ratio below 0. */
export function effectOf(cohorts: Cohorts, { measure }: EffectSettings): number {
  if (measure === "cles") return commonLanguageEffect(cohorts);
  // −8 against −10 is a rise, and its ratio is 0.8.
  return mean(cohorts.control) > 0 && mean(cohorts.experiment) > 0 ? meanRatio(cohorts) : NaN;
}

/** How long it takes to get so many samples. */
export function bakeFor(needed: number, stepMs: number | undefined): { readonly bakeMs?: number } {
  return stepMs === undefined ? {} : { bakeMs: Math.ceil(needed * stepMs) };
}
