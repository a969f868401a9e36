import type { Clock } from "../ports/clock.ts";

/** The header that carries the absolute deadline of a request, in wall ms since 1970. */
export const DEADLINE_HEADER = "x-netops-deadline";

/** The furthest deadline that is believed: one day ahead. */
const FURTHEST_MS = 86_400_000;

/**
 * Reads a deadline header; undefined when it is missing, no plain integer, or over a day ahead.
 *
 * A value that no honest caller sends is ignored, not repaired.
 */
export function parseDeadline(value: string | null, clock: Clock): number | undefined {
  if (value === null || !/^\d{1,15}$/.test(value)) return undefined;
  const deadlineAtMs = Number(value);
  return deadlineAtMs > clock.nowMs() + FURTHEST_MS ? undefined : deadlineAtMs;
}

/** Tells how many ms are left, 0 when none; remaining = max(0, deadline − now). */
export function remainingMs(deadlineAtMs: number, clock: Clock): number {
  return Math.max(0, deadlineAtMs - clock.nowMs());
}

/** The earlier of the caller's deadline and `timeoutMs` from now. */
export function earlierDeadline(
  deadlineAtMs: number | undefined,
  timeoutMs: number,
  clock: Clock,
): number {
  const ownMs = clock.nowMs() + timeoutMs;
  return deadlineAtMs === undefined ? ownMs : Math.min(deadlineAtMs, ownMs);
}

/** Writes the deadline into outgoing headers, as a whole number of ms. */
export function propagateDeadline(headers: Headers, deadlineAtMs: number): void {
  headers.set(DEADLINE_HEADER, String(Math.floor(deadlineAtMs)));
}
