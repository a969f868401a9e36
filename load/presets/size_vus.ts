import { type Arrivals, MOST_VUS, type SessionPlan } from "../run/load_order.ts";

const SPARE_RATIO = 1.25;
const SPARE_VUS = 10;
/** What a session takes besides its watching: sign-in, play, first segment, last beacon. */
const SESSION_MS = 2_000;

/**
 * How many VUs a load needs: the highest rate times the longest session, with a quarter to spare, so that a
 * platform that slows down does not take the load away from itself (coordinated omission).
 */
export function neededVus(arrivals: Arrivals, plan: SessionPlan): number {
  const rate = arrivals.stages.reduce(
    (most, { targetRate }) => Math.max(most, targetRate),
    arrivals.startRate,
  );
  const longestMs = Math.max(plan.watchMaxMs, plan.patienceMinMs) + SESSION_MS;
  return Math.ceil(rate * longestMs / 1_000 * SPARE_RATIO) + SPARE_VUS;
}

/** How many VUs a load gets when nobody says it: what it needs, up to the most that there may be. */
export function sizeVus(arrivals: Arrivals, plan: SessionPlan): number {
  return Math.min(MOST_VUS, neededVus(arrivals, plan));
}
