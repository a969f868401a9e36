import type { Direction } from "../metric_settings.ts";

/** How a metric is held against chance. */
export interface ChanceOptions {
  readonly direction: Direction;
  /** How often a metric that did not change may be called High or Low. */
  readonly alpha: number;
}

/** How probable a change so large or larger is by chance, upward and downward. */
export interface SideTails {
  readonly up: number;
  readonly down: number;
}

/** How probable a change is by chance in the directions that count, and which way it goes. */
export interface Chance {
  readonly p: number;
  readonly label: "High" | "Low";
}

/** Weighs both tails by the direction that is bad: with both, the smaller one counts twice. */
export function chanceOf({ up, down }: SideTails, direction: Direction): Chance {
  if (direction === "increase") return { p: up, label: "High" };
  if (direction === "decrease") return { p: down, label: "Low" };
  return { p: Math.min(1, 2 * Math.min(up, down)), label: up <= down ? "High" : "Low" };
}

/** The level of one tail. */
export function tailLevel({ direction, alpha }: ChanceOptions): number {
  return direction === "either" ? alpha / 2 : alpha;
}
