const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const SUNDAY = 7;

/**
 * The days on which people in the United States are not at work, by date.
 *
 * New Year, Juneteenth, Independence Day and Veterans Day move to Friday from a Saturday and to Monday
 * from a Sunday. The day after Thanksgiving is just that: in 2013, 2019, 2024 and 2030 it is not the
 * fourth Friday of November.
 * Source: 5 U.S.C. 6103; the list of the Simian Army, whose fourth Friday is mended and Juneteenth added.
 */
export function usHolidays(year: number): ReadonlyMap<string, string> {
  const thanksgiving = nthWeekday(year, 11, { weekday: THURSDAY, nth: 4 });
  return new Map([
    ...moved(year, 1, { day: 1, name: "New Year" }),
    ...moved(year + 1, 1, { day: 1, name: "New Year" }),
    [text(nthWeekday(year, 1, { weekday: MONDAY, nth: 3 })), "Martin Luther King Day"],
    [text(nthWeekday(year, 2, { weekday: MONDAY, nth: 3 })), "Presidents' Day"],
    [text(lastMondayOfMay(year)), "Memorial Day"],
    ...moved(year, 6, { day: 19, name: "Juneteenth" }),
    ...moved(year, 7, { day: 4, name: "Independence Day" }),
    [text(nthWeekday(year, 9, { weekday: MONDAY, nth: 1 })), "Labor Day"],
    [text(nthWeekday(year, 10, { weekday: MONDAY, nth: 2 })), "Columbus Day"],
    ...moved(year, 11, { day: 11, name: "Veterans Day" }),
    [text(thanksgiving), "Thanksgiving"],
    [text(thanksgiving.add({ days: 1 })), "the day after Thanksgiving"],
    ...[24, 25, 26].map((day): [string, string] => [`${year}-12-${day}`, "Christmas"]),
    [`${year}-12-31`, "New Year's Eve"],
  ]);
}

function moved(
  year: number,
  month: number,
  { day, name }: { readonly day: number; readonly name: string },
): [string, string][] {
  const date = Temporal.PlainDate.from({ year, month, day });
  if (date.dayOfWeek === SATURDAY) return [[text(date.subtract({ days: 1 })), name]];
  if (date.dayOfWeek === SUNDAY) return [[text(date.add({ days: 1 })), name]];
  return [[text(date), name]];
}

function nthWeekday(
  year: number,
  month: number,
  { weekday, nth }: { readonly weekday: number; readonly nth: number },
): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const ahead = (weekday - first.dayOfWeek + 7) % 7;
  return first.add({ days: ahead + 7 * (nth - 1) });
}

function lastMondayOfMay(year: number): Temporal.PlainDate {
  const last = Temporal.PlainDate.from({ year, month: 5, day: 31 });
  return last.subtract({ days: (last.dayOfWeek - MONDAY + 7) % 7 });
}

function text(date: Temporal.PlainDate): string {
  return date.toString();
}
