import { NetopsError } from "@netops/core";
import type { TimeWindow } from "@netops/core/contracts";
import { type WallTime, ZoneClock } from "./zone_clock.ts";

const DAY_MS = 86_400_000;
/** A week, and another one for a window that the clock passes over. */
const MOST_DAYS = 15;
const DAY_MINUTES = 1_440;
const WEEKDAYS = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"] as const;

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * When a window is open: `nowMs` when it is now, else the moment it opens next.
 *
 * It is open while the clock on the wall there shows a time of it: from `from` on, and before `to`. So an hour that
 * comes twice counts twice, and one that the clock passes over does not come at all. A window that passes midnight
 * belongs to the day on which it starts; one whose ends are equal is open for a whole day.
 *
 * @throws {NetopsError} CONFIG_INVALID for a zone that nobody knows, and for a window that never opens
 */
export function opensAtMs(window: TimeWindow, nowMs: number): number {
  const clock = new ZoneClock(window.timeZone);
  const spans = window.hours.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
  const isOpen = (atMs: number) => isWithin(clock.read(atMs), spans, window.days);
  if (isOpen(nowMs)) return nowMs;
  const opening = candidates(clock, spans, nowMs).filter(isOpen);
  if (opening.length > 0) return Math.min(...opening);
  throw new NetopsError("CONFIG_INVALID", "Cannot wait for a window that never opens", {
    details: { window },
  });
}

/** Moments after now at which a window can open: its starts, and where the clock is set. */
function candidates(clock: ZoneClock, spans: readonly Span[], nowMs: number): number[] {
  const { day: today } = clock.read(nowMs);
  const moments: (number | undefined)[] = [];
  for (let day = 0; day < MOST_DAYS; day++) {
    for (const { from } of spans) {
      moments.push(...clock.momentsOf({ day: today + day, minute: from }));
    }
    moments.push(clock.changeBetween(nowMs + day * DAY_MS, nowMs + (day + 1) * DAY_MS));
  }
  return moments.filter((atMs) => atMs !== undefined && atMs > nowMs) as number[];
}

function isWithin(
  { day, minute }: WallTime,
  spans: readonly Span[],
  days: TimeWindow["days"],
): boolean {
  const isDay = (one: number) => days === undefined || days.includes(weekdayOf(one));
  return spans.some(({ from, to }) => {
    if (from < to) return isDay(day) && minute >= from && minute < to;
    return isDay(day) && minute >= from || isDay(day - 1) && minute < to;
  });
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[((day % 7) + 7) % 7]!;
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return (hours * 60 + minutes) % DAY_MINUTES;
}
