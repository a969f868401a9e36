import type { MetricSettings } from "./metric_settings.ts";

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
