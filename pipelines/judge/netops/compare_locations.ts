import type { Cohorts } from "../metric_data.ts";
import type { MetricRule } from "../metric_result.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { bakeFor, type Comparison, effectOf, type NetopsOptions } from "./comparison.ts";
import { samplesToShow, testLocation } from "./location.ts";

/** A comparison of where two series lie, and by which name it goes. */
export interface LocationOptions extends NetopsOptions {
  readonly rule: MetricRule;
}

/** Compares where two series lie by the rank test. */
export function compareLocations(
  settings: MetricSettings,
  cohorts: Cohorts,
  options: LocationOptions,
): Comparison {
  const { alpha, stepMs, rule } = options;
  const chance = { direction: settings.direction, alpha };
  const found = testLocation(cohorts, chance);
  const { p, label, shift, persistence, canShow } = found;
  const had = Math.min(cohorts.control.length, cohorts.experiment.length);
  const needed = canShow ? 0 : Math.max(had + 1, samplesToShow(persistence, chance));
  return {
    ...{ rule, label, p, alpha, estimate: shift.estimate, ci: [shift.low, shift.high] },
    ...{ effect: effectOf(cohorts, settings.effect), rho: persistence.rho },
    subject: rule === "rank-test" ? "The shift" : "The shift of what is not 0",
    nEff: Math.min(persistence.nEffControl, persistence.nEffExperiment),
    ...(canShow ? {} : { need: { had, needed, unit: "samples", ...bakeFor(needed, stepMs) } }),
  };
}
