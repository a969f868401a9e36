import type { CohortWindow } from "../ports/metric_source.ts";

/** Times that points stand at: the whole multiples of a step within a window, from 1970 on. */
export interface StepGrid {
  /** Where the first step begins; what was before it counts for nothing. */
  readonly startMs: number;
  readonly stepMs: number;
  /** Steps that are over. The k-th, from 1, is told at `startMs + k·stepMs`. */
  readonly count: number;
}

/**
 * Lays the steps of a window: the first begins at `fromMs` rounded up, the last ends by `toMs` and by what a
 * source knows by now, which is what was before `nowMs − lagMs`.
 *
 * A step that is not known in full yet would look like one with fewer requests.
 */
export function stepGrid(
  { fromMs, toMs, stepMs }: Pick<CohortWindow, "fromMs" | "toMs" | "stepMs">,
  { nowMs, lagMs }: { readonly nowMs: number; readonly lagMs: number },
): StepGrid {
  const startMs = Math.ceil(fromMs / stepMs) * stepMs;
  const endMs = Math.floor(Math.min(toMs, nowMs - lagMs) / stepMs) * stepMs;
  return { startMs, stepMs, count: Math.max(0, (endMs - startMs) / stepMs) };
}

/** Where the last step ends. */
export function endOf({ startMs, stepMs, count }: StepGrid): number {
  return startMs + count * stepMs;
}
