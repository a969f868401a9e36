import type { EffectSettings, MetricSettings } from "./metric_settings.ts";

/** A change, and how large it is by the measure of the settings; NaN when that cannot be said. */
export interface SizedChange {
  readonly label: "High" | "Low";
  readonly effect: number;
}

/** Whether a change is as large as one that counts; one of unknown size counts. */
export function isBeyondAllowed({ label, effect }: SizedChange, settings: MetricSettings): boolean {
  const { allowedIncrease, allowedDecrease } = settings.effect;
  return label === "High" ? !(effect < allowedIncrease) : !(effect > allowedDecrease);
}

/** Whether a change fails the canary by itself: the metric is critical, and the size is, or is unknown. */
export function isCritical({ label, effect }: SizedChange, settings: MetricSettings): boolean {
  const { criticalIncrease, criticalDecrease } = settings.effect;
  if (!settings.critical) return false;
  return label === "High" ? !(effect < criticalIncrease) : !(effect > criticalDecrease);
}

/**
 * A limit of no change is no limit: a change that a test has shown counts then, also where the mean, which
 * single points can pull, says otherwise, or a ratio of means below 0 says nothing.
 */
export function openGates(change: SizedChange, effect: EffectSettings) {
  const none = effect.measure === "cles" ? 0.5 : 1;
  const isHigh = change.label === "High";
  return {
    allowed: (isHigh ? effect.allowedIncrease : effect.allowedDecrease) === none,
    critical: (isHigh ? effect.criticalIncrease : effect.criticalDecrease) === none,
  };
}
