/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatRate } from "./format.ts";

const WIDTH = 120;
const HEIGHT = 24;
const STEPS = 60;

/** Draws calls per second over the last minute, with marks where something failed; the table beside it holds the same as numbers. */
export function SparkLine(
  { values, marks = [] }: {
    readonly values: readonly number[];
    /** Where something failed, 0..1 of the last minute. */
    readonly marks?: readonly number[];
  },
): VNode {
  const points = sparkPoints(values);
  const last = points.at(-1);
  const low = formatRate(Math.min(...values));
  const high = formatRate(Math.max(...values));
  const label = values.length === 0
    ? "No calls measured yet"
    : `Calls per second over the last ${values.length} s, between ${low} and ${high}`;
  const line = points.map(([x, y]) => `${x},${y}`).join(" ");
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path class="spark-base" d={`M0 ${HEIGHT - 1}H${WIDTH}`} />
      {marks.map((at) => (
        <path key={at} class="spark-mark" d={`M${Math.round(2 + at * (WIDTH - 4))} 0V${HEIGHT}`} />
      ))}
      {last === undefined ? null : (
        <>
          <polygon
            class="spark-area"
            points={`${points[0]?.[0]},${HEIGHT - 1} ${line} ${last[0]},${HEIGHT - 1}`}
          />
          <polyline class="spark-line" points={line} />
          <circle class="spark-dot" cx={last[0]} cy={last[1]} r="2" />
        </>
      )}
    </svg>
  );
}

/** Places values (oldest first) in the 120 × 24 box: newest at the right edge, zero at the bottom. */
export function sparkPoints(values: readonly number[]): readonly (readonly [number, number])[] {
  const top = Math.max(1, ...values);
  const step = (WIDTH - 4) / (STEPS - 1);
  const shown = values.slice(-STEPS);
  return shown.map((value, index) => [
    Math.round((WIDTH - 2 - (shown.length - 1 - index) * step) * 10) / 10,
    Math.round((HEIGHT - 2 - (value / top) * (HEIGHT - 5)) * 10) / 10,
  ]);
}
