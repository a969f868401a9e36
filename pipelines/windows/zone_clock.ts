import { NetopsError } from "@netops/core";

/** What the clock on the wall of a place shows. */
export interface WallTime {
  /** Days since 1970-01-01 of the calendar there. */
  readonly day: number;
  /** Minutes since midnight, as the clock shows them. */
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The clock of a place, with the summer time that it has or does not have. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  /** Knows a place by its IANA name. @throws {NetopsError} CONFIG_INVALID for one that nobody knows */
  constructor(timeZone: string) {
    this.#format = formatOf(timeZone);
  }

  /** What it shows at a moment. */
  read(atMs: number): WallTime {
    const wallMs = this.#wallMs(atMs);
    const day = Math.floor(wallMs / DAY_MS);
    return { day, minute: Math.floor((wallMs - day * DAY_MS) / MINUTE_MS) };
  }

  /** By how much it is ahead of UTC at a moment, in ms. */
  offsetMs(atMs: number): number {
    return this.#wallMs(atMs) - Math.floor(atMs / 1_000) * 1_000;
  }

  /** When a minute begins, as it shows it: once, twice when it is set back over it, never when forward. */
  momentsOf({ day, minute }: WallTime): readonly number[] {
    const wallMs = day * DAY_MS + minute * MINUTE_MS;
    // No offset is a day or more, so one of both holds.
    const offsets = new Set([this.offsetMs(wallMs - DAY_MS), this.offsetMs(wallMs + DAY_MS)]);
    return [...offsets].map((offsetMs) => wallMs - offsetMs)
      .filter((atMs) => this.#wallMs(atMs) === wallMs);
  }

  /** The moment within a time at which it is set forward or back; undefined when it is not. */
  changeBetween(fromMs: number, toMs: number): number | undefined {
    const before = this.offsetMs(fromMs);
    if (this.offsetMs(toMs) === before) return undefined;
    let [low, high] = [fromMs, toMs];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetMs(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  /** The time on the wall as if it were UTC, in whole seconds. */
  #wallMs(atMs: number): number {
    const parts = this.#format.formatToParts(atMs);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  } catch (cause) {
    throw new NetopsError("CONFIG_INVALID", `Cannot find the time zone "${timeZone}"`, {
      cause,
      fix: "name one of the IANA time zones, such as Europe/Berlin",
    });
  }
}
