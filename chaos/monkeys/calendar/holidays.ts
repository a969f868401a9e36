import { usHolidays } from "./us_holidays.ts";

/** The holidays that concern a year: ISO date → name. A date may lie in a neighbouring year. */
export type HolidayList = (year: number) => ReadonlyMap<string, string>;

/** Every list that knobs can name. */
export const HOLIDAY_LISTS: Readonly<Record<"us" | "none", HolidayList>> = {
  us: usHolidays,
  none: () => new Map(),
};
