import type { Rng } from "@netops/core";
import type { CanaryConfig } from "./canary_config.ts";
import { alphaOfLook, type JudgeSettings, judgeSettings } from "./judge_settings.ts";
import { classifyKayenta } from "./kayenta/classify_kayenta.ts";
import { type GroupScore, type ScoredMetric, scoreKayenta } from "./kayenta/score_kayenta.ts";
import type { CanaryData, MetricData } from "./metric_data.ts";
import type { MetricResult } from "./metric_result.ts";
import { type MetricSettings, metricSettings } from "./metric_settings.ts";
import { classifyNetops } from "./netops/classify_netops.ts";
import {
  type CanaryScore,
  type CanaryVerdict,
  scoreNetops,
  type ScoreOptions,
} from "./netops/score_netops.ts";

/** Whose judgement it is: that of NetflixACAJudge-v1.0, or ours. */
export type JudgeMode = "kayenta" | "netops";

/** How one metric is judged. */
export interface ClassifyOptions {
  readonly mode: JudgeMode;
  /** Noise on constant series; only Kayenta draws it. */
  readonly rng: Rng;
  readonly settings: JudgeSettings;
  /** Metrics that share the false fails allowed; 1 when absent. */
  readonly metricCount?: number;
}

/** Judges one metric: what it is called, by which numbers, and why. */
export function classifyMetric(
  metric: MetricSettings,
  data: MetricData,
  options: ClassifyOptions,
): MetricResult {
  const { mode, rng, settings, metricCount = 1 } = options;
  if (mode === "kayenta") return classifyKayenta(metric, data, { rng });
  const alpha = alphaOfLook(settings) / metricCount;
  return classifyNetops(metric, data, { ...settings, alpha });
}

/** Scores judged metrics and decides on the canary. */
export function scoreCanary(
  results: readonly ScoredMetric[],
  options: ScoreOptions & { readonly mode: JudgeMode },
): CanaryScore {
  return options.mode === "kayenta"
    ? kayentaVerdict(results, options)
    : scoreNetops(results, options);
}

function kayentaVerdict(
  results: readonly ScoredMetric[],
  { groupWeights, thresholds: { pass, marginal } }: ScoreOptions,
): CanaryScore {
  const { score, groups, rule, metric } = scoreKayenta(results, groupWeights);
  const verdict = score >= pass ? "pass" : score >= marginal ? "marginal" : "fail";
  const words = metric === undefined ? `${score}, pass ${pass}, marginal ${marginal}` : metric;
  return { verdict, score, groups, rule: `${rule}: ${words}` };
}

/** What is judged besides the configuration and the points. */
export interface JudgeOptions {
  readonly mode: JudgeMode;
  readonly rng: Rng;
  /** Counts more than what the configuration says. */
  readonly over?: Partial<JudgeSettings>;
}

/** A verdict with everything that led to it. */
export interface Judgement {
  readonly mode: JudgeMode;
  readonly verdict: CanaryVerdict;
  /** 0 to 100; null when too much is not known. */
  readonly score: number | null;
  readonly thresholds: ScoreOptions["thresholds"];
  readonly groups: readonly GroupScore[];
  readonly metrics: readonly MetricResult[];
  /** What decided, with its numbers. */
  readonly rule: string;
}

/** Those of Spinnaker's canary stage. */
const DEFAULT_THRESHOLDS = { pass: 75, marginal: 50 };

/**
 * Judges a canary: a pure function of configuration, points and seed, so that every verdict can be had again.
 *
 * The configuration is one that `checkCanaryConfig` has nothing against.
 */
export function judge(config: CanaryConfig, data: CanaryData, options: JudgeOptions): Judgement {
  const { mode, rng, over = {} } = options;
  const settings = judgeSettings(config.judge?.judgeConfigurations, over);
  const metrics = config.metrics.map(metricSettings);
  const metricCount = Math.max(1, metrics.filter(({ muted }) => !muted).length);
  const results = metrics.map((metric) => {
    const points = Object.hasOwn(data, metric.name) ? data[metric.name] : undefined;
    const own = { mode, settings, metricCount, rng: rng.fork(metric.name) };
    return classifyMetric(metric, points ?? { control: [], experiment: [] }, own);
  });
  const { scoreThresholds, groupWeights = {} } = config.classifier ?? {};
  const thresholds = {
    pass: scoreThresholds?.pass ?? DEFAULT_THRESHOLDS.pass,
    marginal: scoreThresholds?.marginal ?? DEFAULT_THRESHOLDS.marginal,
  };
  const scored = scoreCanary(results, { mode, groupWeights, thresholds });
  return { mode, thresholds, metrics: results, ...scored };
}
