import type { Arrivals, SessionPlan } from "../run/load_order.ts";

/** More VUs than this are only used when they are asked for: each takes memory of the generator. */
export const USUAL_MAX_VUS = 1_000;
const SPARE_RATIO = 1.25;
const SPARE_VUS = 10;
/** What a session takes besides its watching: sign-in, play, first segment, last beacon. */
const SESSION_MS = 2_000;

/**
 * How many VUs a load needs: the highest rate times the longest session, with a quarter to spare, so that a
 * platform that slows down does not take the load away from itself (coordinated omission).
 */
export function sizeVus(arrivals: Arrivals, plan: SessionPlan): number {
  const rate = arrivals.stages.reduce(
    (most, { targetRate }) => Math.max(most, targetRate),
    arrivals.startRate,
  );
  const longestMs = Math.max(plan.watchMaxMs, plan.patienceMinMs) + SESSION_MS;
  const wanted = Math.ceil(rate * longestMs / 1_000 * SPARE_RATIO) + SPARE_VUS;
  return Math.min(USUAL_MAX_VUS, wanted);
}
