import type { Arrivals, ArrivalStage } from "../run/load_order.ts";

/** Rates are taken to the thousandth: k6 counts whole starts per time unit. */
const RATE_STEPS = 1_000;
/** Sums of straight lines come out a little below whole numbers. */
const ROUNDING = 1e-9;

/**
 * Says when arrival `index` is due, in ms after the load began; Infinity when there is no such arrival.
 *
 * With N(t) = ∫₀ᵗ rate, a constant rate has arrival i at N(t) = i, the first at 0; a changing one at
 * N(t) = i + 1, the first when a whole start has added up. Source: k6's constant- and
 * ramping-arrival-rate executors, measured with k6 1.8.1.
 */
export function arrivalAtMs(arrivals: Arrivals, index: number): number {
  if (index < 0 || index >= countArrivals(arrivals)) return Infinity;
  let wanted = isConstant(arrivals) ? index : index + 1;
  let fromRate = exactRate(arrivals.startRate);
  let beganAtMs = 0;
  for (const { targetRate, durationMs } of arrivals.stages) {
    const toRate = exactRate(targetRate);
    const area = (fromRate + toRate) / 2 * durationMs / 1_000;
    if (wanted <= area + ROUNDING) {
      return beganAtMs + timeOfArea(Math.min(wanted, area), { fromRate, toRate, durationMs });
    }
    wanted -= area;
    beganAtMs += durationMs;
    fromRate = toRate;
  }
  return beganAtMs;
}

/** Counts the arrivals of the whole load. */
export function countArrivals(arrivals: Arrivals): number {
  let fromRate = exactRate(arrivals.startRate);
  let sum = 0;
  for (const { targetRate, durationMs } of arrivals.stages) {
    const toRate = exactRate(targetRate);
    sum += (fromRate + toRate) / 2 * durationMs / 1_000;
    fromRate = toRate;
  }
  return isConstant(arrivals) ? Math.ceil(sum - ROUNDING) : Math.floor(sum + ROUNDING);
}

/** Starts per second that are asked for at a time; 0 outside of the load. */
export function rateAt(arrivals: Arrivals, atMs: number): number {
  let fromRate = exactRate(arrivals.startRate);
  let beganAtMs = 0;
  if (atMs < 0) return 0;
  for (const { targetRate, durationMs } of arrivals.stages) {
    const toRate = exactRate(targetRate);
    const sinceMs = atMs - beganAtMs;
    if (sinceMs < durationMs) return fromRate + (toRate - fromRate) * sinceMs / durationMs;
    beganAtMs += durationMs;
    fromRate = toRate;
  }
  return 0;
}

/** How long sessions begin. */
export function arrivalsEndMs({ stages }: Arrivals): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** Whether the rate never changes: then the first session begins at once. */
export function isConstant({ startRate, stages }: Arrivals): boolean {
  return stages.every(({ targetRate }) => targetRate === startRate);
}

/** A rate as both engines take it. */
export function exactRate(rate: number): number {
  return Math.round(rate * RATE_STEPS) / RATE_STEPS;
}

interface Slope {
  readonly fromRate: number;
  readonly toRate: number;
  readonly durationMs: ArrivalStage["durationMs"];
}

/** Solves ∫₀ᵗ rate = area; the form without a difference of near numbers, good for flat slopes, too. */
function timeOfArea(area: number, { fromRate, toRate, durationMs }: Slope): number {
  if (area <= 0) return 0;
  const slope = (toRate - fromRate) / (durationMs / 1_000);
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * area));
  return Math.min(durationMs, 2 * area / (fromRate + root) * 1_000);
}
