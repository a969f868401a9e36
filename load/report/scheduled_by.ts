import type { Arrivals } from "../run/load_order.ts";
import { arrivalAtMs, countArrivals } from "../session/arrivals.ts";

/** How many sessions a schedule has asked for before `elapsedMs` after its start. */
export function scheduledBy(arrivals: Arrivals, elapsedMs: number): number {
  let low = 0;
  let high = countArrivals(arrivals);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arrivalAtMs(arrivals, middle) < elapsedMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
