import { HOLIDAY_LISTS, type HolidayList } from "./holidays.ts";

/** When a monkey may act, as knobs say it. */
export interface CalendarPlan {
  /** The first hour of a work day, 0..23. */
  readonly openHour: number;
  /** The hour at which it is over, 1..24: at closeHour:00 nothing is done any more. */
  readonly closeHour: number;
  /** An IANA time zone. */
  readonly timeZone: string;
  /** With true Saturdays and Sundays are work days. */
  readonly weekends: boolean;
  readonly holidays: keyof typeof HOLIDAY_LISTS;
  /** More days on which nothing is done: ISO date → why. */
  readonly closedDays: Readonly<Record<string, string>>;
  /** With true every moment of every day is open. */
  readonly always: boolean;
}

/** The open hours of one day, or why it has none. */
export type DayWindow =
  | { readonly day: string; readonly openMs: number; readonly closeMs: number }
  | { readonly day: string; readonly closedBecause: string };

/** Whether it is open at a moment, and in words why. */
export interface CalendarSight {
  readonly isOpen: boolean;
  readonly reason: string;
}

const FRIDAY = 5;
const MOST_KEPT = 4_000;
/** Somewhere in two years there is a work day, or there is none. */
const MOST_DAYS_AHEAD = 731;

/**
 * Tells when a monkey may act. Pure, over wall time in ms.
 *
 * Open is openHour:00 ≤ t < closeHour:00 on the wall of the time zone: with 9 to 15 the last open moment is
 * 14:59:59.999, so that six hourly turns fit exactly. (The Simian Army also let 15:00 to 15:59 pass, a
 * seventh turn that its arithmetic did not know.) Summer time follows the zone.
 */
export class WorkCalendar {
  readonly plan: CalendarPlan;
  readonly #holidays: HolidayList;
  readonly #windows = new Map<string, DayWindow>();
  readonly #years = new Map<number, ReadonlyMap<string, string>>();

  /** Follows a plan; `holidays` replaces the list that the plan names. */
  constructor(plan: CalendarPlan, holidays: HolidayList = HOLIDAY_LISTS[plan.holidays]) {
    this.plan = plan;
    this.#holidays = holidays;
  }

  /** The ISO date of a moment on the wall of the zone. */
  dayOf(atMs: number): string {
    return this.#zoned(atMs).toPlainDate().toString();
  }

  /** The open hours of a day. */
  windowOf(day: string): DayWindow {
    const known = this.#windows.get(day);
    if (known !== undefined) return known;
    if (this.#windows.size > MOST_KEPT) this.#windows.clear();
    const window = this.#computeWindow(day);
    this.#windows.set(day, window);
    return window;
  }

  /** Whether a moment is open. */
  lookAt(atMs: number): CalendarSight {
    const window = this.windowOf(this.dayOf(atMs));
    const { timeZone, openHour, closeHour, always } = this.plan;
    if (always) return { isOpen: true, reason: "every hour is open" };
    if ("closedBecause" in window) return { isOpen: false, reason: window.closedBecause };
    const hours = `${openHour}:00 to ${closeHour}:00 ${timeZone}`;
    const isOpen = atMs >= window.openMs && atMs < window.closeMs;
    return { isOpen, reason: isOpen ? `within ${hours}` : `outside of ${hours}` };
  }

  /** The first open moment from `atMs` on, or undefined when there is none within two years. */
  nextOpenMs(atMs: number): number | undefined {
    for (let day = this.dayOf(atMs), ahead = 0; ahead < MOST_DAYS_AHEAD; ahead++) {
      const window = this.windowOf(day);
      if ("openMs" in window && window.closeMs > atMs) return Math.max(atMs, window.openMs);
      day = this.dayAfter(day);
    }
    return undefined;
  }

  /** The next date, whether work day or not. */
  dayAfter(day: string): string {
    return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
  }

  #computeWindow(day: string): DayWindow {
    const { openHour, closeHour, always } = this.plan;
    const date = Temporal.PlainDate.from(day);
    if (always) return { day, openMs: this.#atHour(date, 0), closeMs: this.#atHour(date, 24) };
    const closedBecause = this.#whyClosed(date, day);
    if (closedBecause !== undefined) return { day, closedBecause };
    return {
      day,
      openMs: this.#atHour(date, openHour),
      closeMs: this.#atHour(date, closeHour),
    };
  }

  #whyClosed(date: Temporal.PlainDate, day: string): string | undefined {
    const { weekends, closedDays } = this.plan;
    if (Object.hasOwn(closedDays, day)) return `${day} is closed: ${closedDays[day]}`;
    if (!weekends && date.dayOfWeek > FRIDAY) return `${day} is a weekend`;
    const holiday = this.#holidaysOf(date.year).get(day);
    return holiday === undefined ? undefined : `${day} is ${holiday}`;
  }

  #holidaysOf(year: number): ReadonlyMap<string, string> {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    const list = this.#holidays(year);
    this.#years.set(year, list);
    return list;
  }

  #atHour(date: Temporal.PlainDate, hour: number): number {
    const day = hour === 24 ? date.add({ days: 1 }) : date;
    const plainTime = Temporal.PlainTime.from({ hour: hour % 24 });
    return day.toZonedDateTime({ timeZone: this.plan.timeZone, plainTime }).epochMilliseconds;
  }

  #zoned(atMs: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs))
      .toZonedDateTimeISO(this.plan.timeZone);
  }
}
