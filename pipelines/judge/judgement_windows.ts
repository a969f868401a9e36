import { NetopsError } from "@netops/core";

/** When a canary runs and how often it is judged. All in ms. */
export interface WindowPlan {
  readonly startMs: number;
  /** How long the canary lives. */
  readonly lifetimeMs: number;
  /** Between judgements; 0, absent or longer than the lifetime: one at the end. */
  readonly intervalMs?: number;
  /** Warm-up before the first point counts. */
  readonly beginAfterMs?: number;
  /** Judge only so much before each end; 0 or absent: all from the start. */
  readonly lookbackMs?: number;
  /** How much earlier the control is looked at. */
  readonly controlOffsetMs?: number;
  /** Whether all of it is in the past, so that warm-up shifts nothing. */
  readonly isPast?: boolean;
}

/** What one judgement looks at. */
export interface JudgementWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly controlStartMs: number;
  readonly controlEndMs: number;
}

/**
 * The windows of all judgements of a canary, in order.
 *
 * They grow from the start, or slide with a lookback; there are ⌊lifetime/interval⌋ of them. Unlike Orca's
 * the arithmetic is in ms, so that an interval below a minute is one.
 *
 * @throws {NetopsError} REQUEST_INVALID when the lifetime is not above 0, or another time is negative.
 * Source: Orca's RunCanaryIntervalsStage.
 */
export function judgementWindows(plan: WindowPlan): readonly JudgementWindow[] {
  refuseOddTimes(plan);
  const { startMs, lifetimeMs, isPast = false, controlOffsetMs = 0, lookbackMs = 0 } = plan;
  const askedMs = plan.intervalMs ?? 0;
  const intervalMs = askedMs === 0 || askedMs > lifetimeMs ? lifetimeMs : askedMs;
  const originMs = startMs + (isPast ? 0 : plan.beginAfterMs ?? 0);
  return Array.from({ length: Math.floor(lifetimeMs / intervalMs) }, (_, at) => {
    const endMs = originMs + (at + 1) * intervalMs;
    const fromMs = lookbackMs > 0 ? endMs - lookbackMs : originMs;
    return {
      ...{ startMs: fromMs, endMs },
      ...{ controlStartMs: fromMs - controlOffsetMs, controlEndMs: endMs - controlOffsetMs },
    };
  });
}

function refuseOddTimes(plan: WindowPlan): void {
  const { lifetimeMs, intervalMs = 0, beginAfterMs = 0, lookbackMs = 0 } = plan;
  const times = { lifetimeMs, intervalMs, beginAfterMs, lookbackMs };
  for (const [name, timeMs] of Object.entries(times)) {
    if (timeMs >= 0 && Number.isFinite(timeMs)) continue;
    throw new NetopsError("REQUEST_INVALID", `Cannot plan judgements with a ${name} of ${timeMs}`);
  }
  if (lifetimeMs > 0) return;
  throw new NetopsError(
    "REQUEST_INVALID",
    "Cannot plan judgements of a canary that lives for 0 ms",
  );
}
