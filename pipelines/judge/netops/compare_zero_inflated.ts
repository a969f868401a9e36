import type { Cohorts } from "../metric_data.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { commonLanguageEffect } from "../stats/effect_size.ts";
import { ratioOf } from "../stats/persistence.ts";
import { compareLocations } from "./compare_locations.ts";
import { bakeFor, type Comparison, type NetopsOptions } from "./comparison.ts";
import { type ShareFinding, testShare } from "./share.ts";

/** From this share of zeros in both cohorts together on a series is judged in two parts. */
const MANY_ZEROS = 0.25;

/** Whether so many points are 0 that where a series lies says little. */
export function isZeroInflated({ control, experiment }: Cohorts): boolean {
  const zeros = [...control, ...experiment].filter((value) => value === 0).length;
  return zeros >= MANY_ZEROS * (control.length + experiment.length);
}

/**
 * Compares series with many zeros in two parts, each with half of the false alarms: how often they are not 0,
 * and, where both have enough such points, where those lie.
 *
 * Source: Lachenbruch, Comparisons of two-part models with competitors, 2001.
 */
export function compareZeroInflated(
  settings: MetricSettings,
  cohorts: Cohorts,
  options: NetopsOptions,
): readonly [Comparison, ...Comparison[]] {
  const half = { ...options, alpha: options.alpha / 2 };
  const share = compareShares(settings, cohorts, half);
  const rest = { control: nonZero(cohorts.control), experiment: nonZero(cohorts.experiment) };
  const fewest = Math.min(rest.control.length, rest.experiment.length);
  if (fewest < options.minSamples) return [share];
  const rule = "location-of-non-zero";
  const { need, ...location } = compareLocations(settings, rest, { ...half, rule });
  return need === undefined ? [share, location] : [share];
}

function compareShares(
  settings: MetricSettings,
  cohorts: Cohorts,
  { alpha, stepMs }: NetopsOptions,
): Comparison {
  const found = testShare(cohorts, { direction: settings.direction, alpha });
  const { p, label, difference, shares, rho, nEff, canShow } = found;
  const had = Math.min(cohorts.control.length, cohorts.experiment.length);
  const needed = canShow ? 0 : Math.ceil(had + ratioOf(rho) * LEAST_WORTH);
  return {
    ...{ rule: "share-of-non-zero", label, p, alpha, rho, nEff },
    ...{ estimate: shares.experiment - shares.control, ci: [difference.low, difference.high] },
    effect: shareEffect(settings, cohorts, found),
    subject: "The difference of the shares that are not 0",
    ...(canShow ? {} : { need: { had, needed, unit: "samples", ...bakeFor(needed, stepMs) } }),
  };
}

/** Independent points more that are asked for when there are too few for Fisher's test. */
const LEAST_WORTH = 5;

function shareEffect(settings: MetricSettings, cohorts: Cohorts, { shares }: ShareFinding): number {
  if (settings.effect.measure === "cles") return commonLanguageEffect(cohorts);
  const { control, experiment } = shares;
  return control === 0 || experiment === 0 ? NaN : experiment / control;
}

function nonZero(values: readonly number[]): readonly number[] {
  return values.filter((value) => value !== 0);
}
