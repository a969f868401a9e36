import type { MetricData } from "../metric_data.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { commonLanguageEffect } from "../stats/effect_size.ts";
import { mean } from "../stats/mean.ts";
import { lagOne, ratioOf, unbiased } from "../stats/persistence.ts";
import { rank } from "../stats/ranks.ts";
import { studentQuantile, studentTail } from "../stats/student.ts";
import { chanceOf, tailLevel } from "./chance.ts";
import { bakeFor, type Comparison, type NetopsOptions } from "./comparison.ts";

/** Steps at which both sides have a value above 0. */
export interface Pairs {
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

/** More steps than this ratio of them must not be without a pair: what is left would be a choice. */
const MOST_UNPAIRED = 0.1;

/** The pairs of a metric that wants to be judged by them; undefined when there are too few. */
export function pairsOf(
  { isPaired, outliers }: Pick<MetricSettings, "isPaired" | "outliers">,
  { control, experiment }: MetricData,
  { minSamples }: Pick<NetopsOptions, "minSamples">,
): Pairs | undefined {
  if (!isPaired || outliers === "remove" || control.length !== experiment.length) return undefined;
  const steps = control.flatMap((y, at) => {
    const x = experiment[at] ?? NaN;
    return Number.isNaN(x) && Number.isNaN(y) ? [] : [{ x, y }];
  });
  const both = steps.filter(({ x, y }) => x > 0 && y > 0);
  const isTooFew = both.length < minSamples || both.length < (1 - MOST_UNPAIRED) * steps.length;
  return isTooFew
    ? undefined
    : { control: both.map(({ y }) => y), experiment: both.map(({ x }) => x) };
}

/** Fewer independent pairs than this say nothing, as their ρ is a guess. */
const LEAST_WORTH = 5;

/**
 * Compares both sides step by step: Student's test of the mean of d = ln(experiment/control), with
 * t = d̄/(s/√n)/√((1 + ρ)/(1 − ρ)), ρ that of d, and n·(1 − ρ)/(1 + ρ) − 2 degrees of freedom.
 *
 * What makes both sides slower in a step says nothing about either, and is not in d. The change is e^d̄, by how
 * much the experiment is above the control in a step; estimate and interval tell it in the metric's unit, of the
 * control's mean.
 */
export function comparePairs(
  settings: MetricSettings,
  pairs: Pairs,
  { alpha, stepMs }: NetopsOptions,
): Comparison {
  const d = pairs.control.map((y, at) => Math.log((pairs.experiment[at] ?? NaN) / y));
  const { middle, error, rho, worth } = measure(d);
  const freedom = Math.max(0.5, worth - 2);
  const chance = { direction: settings.direction, alpha };
  const reach = error * studentQuantile(tailLevel(chance), freedom);
  const inUnit = (value: number) => Math.expm1(value) * mean(pairs.control);
  const needed = Math.max(d.length + 1, Math.ceil(LEAST_WORTH * ratioOf(rho)));
  const need = { had: d.length, needed, unit: "samples", ...bakeFor(needed, stepMs) } as const;
  const isBlind = worth < LEAST_WORTH;
  const { p, label } = chanceOf(
    { up: tail(middle / error, freedom), down: tail(-middle / error, freedom) },
    settings.direction,
  );
  const isCles = settings.effect.measure === "cles";
  return {
    // So few independent pairs prove nothing, whatever their test says.
    ...{ rule: "paired-test", label, p: isBlind ? 1 : p, alpha, rho, nEff: worth },
    ...{ subject: "The shift, step by step,", estimate: inUnit(middle) },
    ci: [inUnit(middle - reach), inUnit(middle + reach)],
    effect: isCles ? commonLanguageEffect(pairs) : Math.exp(middle),
    ...(isBlind ? { need } : {}),
  };
}

/** Where pairs that are all alike leave no doubt, 0/0 is no change. */
function tail(t: number, freedom: number): number {
  return Number.isNaN(t) ? 0.5 : studentTail(t, freedom);
}

function measure(d: readonly number[]) {
  const n = d.length;
  const middle = mean(d);
  const spread = Math.sqrt(d.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1));
  const rho = unbiased(lagOne(rank(d).ranks.map((value) => value - (n + 1) / 2)), n);
  return { middle, rho, worth: n / ratioOf(rho), error: spread * Math.sqrt(ratioOf(rho) / n) };
}
