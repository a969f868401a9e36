import type { CanaryConfig, CanaryMetric } from "../judge/canary_config.ts";
import type { Judgement } from "../judge/judge.ts";
import { judgeLook, type LookInput } from "../judge/judge_look.ts";
import type { MetricResult } from "../judge/metric_result.ts";

/** A look whose points were read, with what neither side has. */
export interface MeasuredLook extends LookInput {
  readonly absent?: readonly string[];
}

/** A judgement of what could be measured. */
export interface MeasuredJudgement {
  readonly judgement: Judgement;
  /** By what it was judged in the end: what is stored, so that a replay does the same. */
  readonly input: LookInput;
  /** Metrics that do not count, and why, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Judges a look, and lets a metric that is `optional` in its query not block it: it is left out where neither
 * side has it, and muted where it shows too little.
 *
 * Where the baseline has points and the canary has none, or less than half as many, it counts all the same:
 * what a canary hides must not pass.
 */
export function judgeMeasured({ absent = [], ...look }: MeasuredLook): MeasuredJudgement {
  const { config } = look;
  const gone = config.metrics.filter((metric) =>
    isOptional(metric) && absent.includes(metric.name)
  );
  const there = without(config, gone);
  const first = judgeLook({ ...look, config: there });
  const blind = first.metrics.filter((result) =>
    isOptional(metricOf(there, result)) && showsTooLittle(result)
  );
  const problems = [
    ...gone.map(({ name }) => `Metric "${name}" is left out, as neither side has it`),
    ...blind.map(({ name, reason }) => `Metric "${name}" does not count: ${reason}`),
  ];
  const input = { ...look, config: muted(there, blind) };
  return { judgement: blind.length === 0 ? first : judgeLook(input), input, problems };
}

function isOptional({ query }: Pick<CanaryMetric, "query">): boolean {
  return typeof query === "object" && query !== null && "optional" in query &&
    query.optional === true;
}

function metricOf({ metrics }: CanaryConfig, { name }: MetricResult): Pick<CanaryMetric, "query"> {
  return metrics.find((metric) => metric.name === name) ?? {};
}

function showsTooLittle({ classification, muted, samples }: MetricResult): boolean {
  const isHidden = samples.experiment === 0 || samples.experiment < samples.control / 2;
  return classification === "Nodata" && !muted && !isHidden;
}

function without(config: CanaryConfig, gone: readonly CanaryMetric[]): CanaryConfig {
  return gone.length === 0
    ? config
    : { ...config, metrics: config.metrics.filter((metric) => !gone.includes(metric)) };
}

function muted(config: CanaryConfig, blind: readonly MetricResult[]): CanaryConfig {
  if (blind.length === 0) return config;
  const metrics = config.metrics.map((metric) => {
    if (blind.every(({ name }) => name !== metric.name)) return metric;
    const { canary } = metric.analysisConfigurations ?? {};
    return { ...metric, analysisConfigurations: { canary: { ...canary, muted: true } } };
  });
  return { ...config, metrics };
}
