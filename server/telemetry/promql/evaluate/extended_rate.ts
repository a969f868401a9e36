import type { Kernel, RateKind } from "./rate.ts";
import type { Window } from "./window.ts";

/**
 * Makes `rate`, `increase` or `delta` of an `anchored` or `smoothed` range.
 *
 * The window holds samples beyond the range's ends. The value at an end is that of the newest sample
 * before it (anchored) or lies on the line between its neighbours (smoothed); nothing is extrapolated.
 */
export function extendedRate(kind: RateKind, isSmoothed: boolean): Kernel {
  return (window) => {
    const bounds = boundsOf(window, isSmoothed);
    if (bounds === undefined) return window.absent();
    const { timestampsMs, values } = window;
    let { first, last } = bounds;
    const edge = { window, isSmoothed, isCounter: kind.isCounter };
    const left = leftValue(edge, first);
    const right = rightValue(edge, last);
    let result = right - left;
    if (kind.isCounter) {
      if ((timestampsMs[first] as number) <= window.startMs) first++;
      if ((timestampsMs[last] as number) >= window.endMs) last--;
      let before = left;
      for (let at = first; at <= last; at++) {
        const value = values[at] as number;
        if (value < before) result += before;
        before = value;
      }
      if (right < before) result += before;
    }
    return kind.isRate ? result / (window.rangeMs / 1000) : result;
  };
}

interface Edge {
  readonly window: Window;
  readonly isSmoothed: boolean;
  readonly isCounter: boolean;
}

/** The samples at or around the ends of a range; undefined when none lies within. */
export function boundsOf(
  window: Window,
  isSmoothed: boolean,
): { readonly first: number; readonly last: number } | undefined {
  const { timestampsMs, from, to, startMs, endMs } = window;
  let last = to - 1;
  let first = from;
  while (first < last && (timestampsMs[first] as number) <= startMs) first++;
  first = Math.max(from, first - 1);
  if (isSmoothed) {
    const end = last;
    last = from;
    while (last < end && (timestampsMs[last] as number) < endMs) last++;
  }
  if ((timestampsMs[last] as number) <= startMs) return undefined;
  if (isSmoothed && (timestampsMs[first] as number) > endMs) return undefined;
  return { first, last };
}

/** The value at the older end. */
export function leftValue(edge: Edge, first: number): number {
  const { timestampsMs, values, startMs } = edge.window;
  return edge.isSmoothed && (timestampsMs[first] as number) < startMs
    ? between(edge, first, startMs)
    : values[first] as number;
}

/** The value at the newer end. */
export function rightValue(edge: Edge, last: number): number {
  const { timestampsMs, values, endMs, from } = edge.window;
  return edge.isSmoothed && last > from && (timestampsMs[last] as number) > endMs
    ? between(edge, last - 1, endMs)
    : values[last] as number;
}

function between({ window, isCounter }: Edge, at: number, timeMs: number): number {
  const { timestampsMs, values } = window;
  const [beforeMs, afterMs] = [timestampsMs[at] as number, timestampsMs[at + 1] as number];
  const after = values[at + 1] as number;
  let before = values[at] as number;
  if (isCounter && after < before) before = 0;
  return before + (after - before) * (timeMs - beforeMs) / (afterMs - beforeMs);
}
