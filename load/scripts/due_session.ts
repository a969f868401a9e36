import type { Arrivals } from "../run/load_order.ts";
import { arrivalAtMs, arrivalsEndMs, countArrivals } from "../session/mod.ts";

/** A session that k6 begins late begins by so much after the end of the schedule, or never. */
const LATE_LIMIT_MS = 100;

/** An iteration as k6 begins it; wall times. */
export interface BegunIteration {
  readonly index: number;
  /** When k6 began the scenario. */
  readonly beganAtMs: number;
  readonly startedAtMs: number;
}

/**
 * Says when an iteration was to begin, at its start at the latest; undefined when it is no session of the load.
 *
 * k6 gives a start that it drops no number: those after it move up, so that the tail of a schedule, made for a k6 that
 * is a little late, would begin as many as were dropped, and none would be missing. So what begins more than
 * 100 ms after the schedule is over is passed over: it is missing in the count, and told as dropped.
 *
 * A session that moved up counts from the earlier time of its number. That cannot be told from a k6 that is late, which
 * must count in full; the report shows both as lateness of the generator.
 */
export function dueSession(
  arrivals: Arrivals | undefined,
  { index, beganAtMs, startedAtMs }: BegunIteration,
): number | undefined {
  if (arrivals === undefined) return startedAtMs;
  if (index >= countArrivals(arrivals)) return undefined;
  const lastAtMs = beganAtMs + arrivalsEndMs(arrivals) + LATE_LIMIT_MS;
  if (startedAtMs > lastAtMs) return undefined;
  return Math.min(startedAtMs, Math.round(beganAtMs + arrivalAtMs(arrivals, index)));
}
