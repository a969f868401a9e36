import type { Cohorts } from "./metric_data.ts";
import type { Classification, MetricResult, MetricRule, SampleNeed } from "./metric_result.ts";
import type { MetricSettings } from "./metric_settings.ts";

/** What was found about a metric, before it is told with its name. */
export interface MetricFinding {
  readonly classification: Classification;
  readonly critical: boolean;
  readonly rule: MetricRule;
  readonly reason: string;
  readonly estimate?: number;
  readonly ci?: readonly [number, number];
  /** NaN when it cannot be said. */
  readonly effect?: number;
  readonly p?: number;
  readonly alpha?: number;
  readonly rho?: number;
  readonly nEff?: number;
  readonly need?: SampleNeed;
}

/** Tells a finding as the result of its metric. */
export function toMetricResult(
  settings: MetricSettings,
  cohorts: Cohorts,
  finding: MetricFinding,
): MetricResult {
  const { name, muted, groups } = settings;
  const { estimate = NaN, ci = [NaN, NaN], effect = NaN, ...rest } = finding;
  return {
    ...{ name, muted, groups, ...rest },
    ...{ estimate: finite(estimate), ci: [finite(ci[0]), finite(ci[1])], effect: finite(effect) },
    samples: { control: cohorts.control.length, experiment: cohorts.experiment.length },
  };
}

/** JSON has no infinity: an end of an interval that is nowhere is null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What a metric without points on a side comes to. */
export function missingFinding(
  cohorts: Cohorts,
): { readonly side: string; readonly reason: string } {
  const [control, experiment] = [cohorts.control.length, cohorts.experiment.length];
  const side = control + experiment === 0
    ? "either cohort"
    : control === 0
    ? "the control"
    : "the experiment";
  return { side, reason: `There is no data of ${side}` };
}
