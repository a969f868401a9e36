import type { CanaryMetric } from "./canary_config.ts";

/** Which change of a metric is bad. */
export type Direction = "increase" | "decrease" | "either";

/** How one metric is judged, with every default filled in. */
export interface MetricSettings {
  readonly name: string;
  readonly groups: readonly string[];
  readonly direction: Direction;
  /** What a missing point is: nothing, or 0. */
  readonly nanStrategy: "remove" | "replace";
  readonly outliers: "keep" | "remove";
  readonly outlierFactor: number;
  /** A change beyond the critical effect fails the canary whatever the score. */
  readonly critical: boolean;
  readonly mustHaveData: boolean;
  /** Judged and shown, but not counted. */
  readonly muted: boolean;
  /** Both sides are compared step by step, so that what moves both says nothing; only ours does. */
  readonly isPaired: boolean;
  readonly effect: EffectSettings;
}

/** How large a change must be to count. Ratios of means, or common language effect sizes. */
export interface EffectSettings {
  readonly measure: "meanRatio" | "cles";
  readonly allowedIncrease: number;
  readonly allowedDecrease: number;
  readonly criticalIncrease: number;
  readonly criticalDecrease: number;
}

/**
 * Fills in the defaults of a metric.
 *
 * As in Kayenta an unknown word, in other letters too, is the default: `either`, `remove`, `keep`, `meanRatio`.
 * `checkCanaryConfig` tells such words before.
 */
export function metricSettings(metric: CanaryMetric): MetricSettings {
  const canary = metric.analysisConfigurations?.canary ?? {};
  const { critical = false, mustHaveData = false, muted = false, outliers = {} } = canary;
  const { paired: isPaired = false } = canary;
  return {
    ...{ name: metric.name, groups: metric.groups ?? [], critical, mustHaveData, muted, isPaired },
    direction: directionOf(canary.direction),
    nanStrategy: canary.nanStrategy === "replace" ? "replace" : "remove",
    outliers: outliers.strategy === "remove" ? "remove" : "keep",
    outlierFactor: outliers.outlierFactor ?? 3,
    effect: effectSettings(canary.effectSize ?? {}),
  };
}

type CanaryAnalysis = NonNullable<NonNullable<CanaryMetric["analysisConfigurations"]>["canary"]>;

function effectSettings(effect: NonNullable<CanaryAnalysis["effectSize"]>): EffectSettings {
  const measure = effect.measure === "cles" ? "cles" : "meanRatio";
  const none = measure === "cles" ? 0.5 : 1;
  return {
    measure,
    allowedIncrease: effect.allowedIncrease ?? none,
    allowedDecrease: effect.allowedDecrease ?? none,
    criticalIncrease: effect.criticalIncrease ?? none,
    criticalDecrease: effect.criticalDecrease ?? none,
  };
}

function directionOf(word: string | undefined): Direction {
  return word === "increase" || word === "decrease" ? word : "either";
}
