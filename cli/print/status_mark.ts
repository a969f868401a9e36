import type { InstanceStatus } from "@netops/core";
import type { Paint, StyleName } from "./color.ts";

const MARKS: Readonly<Record<InstanceStatus, readonly [string, StyleName]>> = {
  UP: ["●", "green"],
  STARTING: ["◐", "yellow"],
  DOWN: ["×", "red"],
  OUT_OF_SERVICE: ["○", "dim"],
  UNKNOWN: ["?", "yellow"],
};

/** A status as a symbol and a word, or only the word where symbols are not wanted. */
export function statusMark(
  status: InstanceStatus,
  { paint, plain }: { readonly paint: Paint; readonly plain: boolean },
): string {
  const [symbol, style] = MARKS[status];
  return plain ? status : paint(style, `${symbol} ${status}`);
}
