import type { Window } from "./window.ts";

/** Computes the result of a range function from what it sees at one step. */
export type Kernel = (window: Window) => number;

/** What `rate` and its kin differ in. */
export interface RateKind {
  /** Falling values are a new beginning. */
  readonly isCounter: boolean;
  /** Per second. */
  readonly isRate: boolean;
}

/**
 * Makes `rate`, `increase` or `delta`.
 *
 * result = (last − first + Σ values before resets) · (s + a + b) / s, with s the time between first and
 * last sample, a and b the time to the range's ends: whole when below 1.1 mean distances, else half a mean
 * distance; a counter is not followed below zero. Source: Prometheus 3, documentation of `rate`.
 */
export function extrapolated(kind: RateKind): Kernel {
  return (window) => {
    const { timestampsMs, values, from } = window;
    const last = window.to - 1;
    if (last - from < 1) return window.absent();
    const first = values[from] as number;
    let result = (values[last] as number) - first;
    if (kind.isCounter) result = acrossResets(window, result);
    const firstMs = timestampsMs[from] as number;
    const lastMs = timestampsMs[last] as number;
    const sampled = (lastMs - firstMs) / 1000;
    const mean = sampled / (last - from);
    let toStart = (firstMs - window.startMs) / 1000;
    if (toStart >= mean * 1.1) toStart = mean / 2;
    if (kind.isCounter && result > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / result));
    }
    let toEnd = (window.endMs - lastMs) / 1000;
    if (toEnd >= mean * 1.1) toEnd = mean / 2;
    const factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
    return result * (kind.isRate ? factor / (window.rangeMs / 1000) : factor);
  };
}

/** Adds the values before each reset to a difference. */
function acrossResets(window: Window, difference: number): number {
  const { resets, values, to } = window;
  let corrected = difference;
  for (let at = window.firstReset; at < resets.length; at++) {
    const index = resets[at] as number;
    if (index >= to) break;
    corrected += values[index - 1] as number;
  }
  return corrected;
}

/** Makes `irate` or `idelta`: from the last two samples. */
export function instantChange(isRate: boolean): Kernel {
  return (window) => {
    const { timestampsMs, values, to } = window;
    if (to - window.from < 2) return window.absent();
    const elapsedMs = (timestampsMs[to - 1] as number) - (timestampsMs[to - 2] as number);
    if (elapsedMs === 0) return window.absent();
    const [before, last] = [values[to - 2] as number, values[to - 1] as number];
    const change = isRate && last < before ? last : last - before;
    return isRate ? change / (elapsedMs / 1000) : change;
  };
}
