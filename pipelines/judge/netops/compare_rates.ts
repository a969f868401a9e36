import type { MetricData } from "../metric_data.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { bakeFor, type Comparison, type NetopsOptions } from "./comparison.ts";
import { type RateCohorts, testRate } from "./rate.ts";

/** Takes the steps of counts and totals that both have; a missing count is 0 when the settings say so. */
export function rateCohorts(
  { control, experiment, of }: MetricData,
  { nanStrategy }: Pick<MetricSettings, "nanStrategy">,
): RateCohorts {
  const totals = of ?? { control: [], experiment: [] };
  const steps = (counts: readonly number[], all: readonly number[]) =>
    counts.map((count, at) => ({ count: filled(count, nanStrategy), all: all[at] ?? NaN }))
      .filter(({ count, all }) => !Number.isNaN(count) && !Number.isNaN(all));
  const [x, y] = [steps(experiment, totals.experiment), steps(control, totals.control)];
  return {
    counts: { control: y.map(({ count }) => count), experiment: x.map(({ count }) => count) },
    of: { control: y.map(({ all }) => all), experiment: x.map(({ all }) => all) },
  };
}

function filled(count: number, strategy: MetricSettings["nanStrategy"]): number {
  return Number.isNaN(count) && strategy === "replace" ? 0 : count;
}

/** Compares counts of requests, or of anything else that is counted step by step. */
export function compareRates(
  settings: MetricSettings,
  cohorts: RateCohorts,
  { alpha, stepMs }: NetopsOptions,
): Comparison {
  const found = testRate(cohorts, { direction: settings.direction, alpha });
  const { p, label, difference, rates, rho, nEff, canShow } = found;
  const had = fewestOf(cohorts.of.control, cohorts.of.experiment);
  const steps = Math.min(cohorts.of.control.length, cohorts.of.experiment.length);
  const needed = canShow ? 0 : Math.ceil(had + LEAST_WORTH * had / nEff);
  const bake = bakeFor(needed * steps / had, stepMs);
  return {
    ...{ rule: "rate-test", label, p, alpha, rho, nEff },
    ...{ estimate: rates.experiment - rates.control, ci: [difference.low, difference.high] },
    effect: effectOfRates(settings, rates),
    subject: "The difference of the rates",
    ...(canShow ? {} : { need: { had, needed, unit: "requests", ...bake } }),
  };
}

/** Independent requests more that are asked for when there are too few. */
const LEAST_WORTH = 5;

/** What the smaller side counts in all. */
export function fewestOf(control: readonly number[], experiment: readonly number[]): number {
  const [x, y] = [experiment, control].map((values) => values.reduce((sum, one) => sum + one, 0));
  return Math.min(x ?? 0, y ?? 0);
}

/** With the common language measure: how often a request of one side does worse than one of the other. */
function effectOfRates(
  settings: MetricSettings,
  { control, experiment }: { readonly control: number; readonly experiment: number },
): number {
  if (settings.effect.measure === "cles") return 0.5 + (experiment - control) / 2;
  return control === 0 || experiment === 0 ? NaN : experiment / control;
}
