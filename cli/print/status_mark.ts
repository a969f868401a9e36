import type { InstanceStatus } from "@netops/core";
import type { Paint, StyleName } from "./color.ts";

/** How marks are shown. */
export interface MarkOptions {
  readonly paint: Paint;
  /** Words only. */
  readonly plain: boolean;
}

const MARKS: Readonly<Record<InstanceStatus, readonly [string, StyleName]>> = {
  UP: ["●", "green"],
  STARTING: ["◐", "yellow"],
  DOWN: ["×", "red"],
  OUT_OF_SERVICE: ["○", "dim"],
  UNKNOWN: ["?", "yellow"],
};

/** How an application stands that was stopped, and is as it should be. */
export function stoppedMark({ paint, plain }: MarkOptions): string {
  return plain ? "stopped" : paint("dim", "○ stopped");
}

/** A status as a symbol and a word, or only the word where symbols are not wanted. */
export function statusMark(
  status: InstanceStatus,
  { paint, plain }: MarkOptions,
): string {
  const [symbol, style] = MARKS[status];
  return plain ? status : paint(style, `${symbol} ${status}`);
}
