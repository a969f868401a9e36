import assert from "node:assert/strict";
import { type CalendarPlan, WorkCalendar } from "./work_calendar.ts";
import { usHolidays } from "./us_holidays.ts";

const PLAN: CalendarPlan = {
  ...{ openHour: 9, closeHour: 15, timeZone: "America/Los_Angeles", weekends: false },
  ...{ holidays: "us", closedDays: {}, always: false },
};

function at(text: string): number {
  return Temporal.ZonedDateTime.from(text).epochMilliseconds;
}

const LA = "[America/Los_Angeles]";

Deno.test("WorkCalendar is open from openHour:00 up to, not including, closeHour:00", () => {
  const calendar = new WorkCalendar(PLAN);
  const isOpen = (time: string) => calendar.lookAt(at(`2026-10-14T${time}${LA}`)).isOpen;
  assert.deepEqual(
    ["08:59:59.999", "09:00", "14:59:59.999", "15:00", "15:59"].map(isOpen),
    [false, true, true, false, false],
  );
  assert.match(calendar.lookAt(at(`2026-10-14T15:59${LA}`)).reason, /outside of 9:00 to 15:00/);
});

Deno.test("WorkCalendar follows the zone through summer time and does not take its own zone for another", () => {
  const berlin = new WorkCalendar({ ...PLAN, timeZone: "Europe/Berlin", holidays: "none" });
  for (const day of ["2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"]) {
    const window = berlin.windowOf(day);
    assert.ok("openMs" in window);
    assert.equal(window.openMs, at(`${day}T09:00[Europe/Berlin]`));
    assert.equal(window.closeMs - window.openMs, 6 * 3_600_000);
  }
  assert.equal(berlin.dayOf(at("2026-06-01T23:30[UTC]")), "2026-06-02");
  const whole = new WorkCalendar({ ...PLAN, timeZone: "Europe/Berlin", always: true });
  const long = whole.windowOf("2026-10-25");
  assert.ok("openMs" in long);
  assert.equal(long.closeMs - long.openMs, 25 * 3_600_000);
});

Deno.test("WorkCalendar is closed on weekends, unless they are work days, and never when always is on", () => {
  const noon = at(`2026-10-17T12:00${LA}`);
  assert.match(new WorkCalendar(PLAN).lookAt(noon).reason, /weekend/);
  assert.equal(new WorkCalendar({ ...PLAN, weekends: true }).lookAt(noon).isOpen, true);
  assert.equal(new WorkCalendar({ ...PLAN, always: true }).lookAt(noon).isOpen, true);
});

Deno.test("WorkCalendar is closed on holidays of its list, on closed days, and on those of a list that is plugged in", () => {
  const day = "2026-12-24";
  const noon = at(`${day}T12:00${LA}`);
  assert.match(new WorkCalendar(PLAN).lookAt(noon).reason, /Christmas/);
  const none: CalendarPlan = { ...PLAN, holidays: "none" };
  assert.equal(new WorkCalendar(none).lookAt(noon).isOpen, true);
  const closed = new WorkCalendar({ ...none, closedDays: { [day]: "release freeze" } });
  assert.match(closed.lookAt(noon).reason, /release freeze/);
  const own = new WorkCalendar(PLAN, (year) => new Map([[`${year}-12-23`, "a fair"]]));
  assert.equal(own.lookAt(noon).isOpen, true);
  assert.match(own.lookAt(at(`2026-12-23T12:00${LA}`)).reason, /a fair/);
});

Deno.test("WorkCalendar names the next open moment over a weekend and a holiday", () => {
  const calendar = new WorkCalendar(PLAN);
  const next = calendar.nextOpenMs(at(`2026-11-25T15:00${LA}`));
  // Thanksgiving, the day after it and a weekend lie between.
  assert.equal(next, at(`2026-11-30T09:00${LA}`));
  assert.equal(calendar.nextOpenMs(at(`2026-11-30T10:00${LA}`)), at(`2026-11-30T10:00${LA}`));
  assert.equal(calendar.dayAfter("2028-02-28"), "2028-02-29");
});

Deno.test("usHolidays() takes the day after Thanksgiving, which is not always the fourth Friday", () => {
  for (const [year, friday, fourth] of [[2013, 29, 22], [2019, 29, 22], [2024, 29, 22]]) {
    const days = usHolidays(year as number);
    assert.equal(days.get(`${year}-11-${friday}`), "the day after Thanksgiving");
    assert.equal(days.get(`${year}-11-${fourth}`), undefined);
  }
  assert.equal(usHolidays(2026).get("2026-11-27"), "the day after Thanksgiving");
});

Deno.test("usHolidays() moves fixed days off the weekend, into another year where that is so", () => {
  assert.equal(usHolidays(2026).get("2026-07-03"), "Independence Day");
  assert.equal(usHolidays(2027).get("2027-07-05"), "Independence Day");
  assert.equal(usHolidays(2021).get("2021-12-31"), "New Year's Eve");
  assert.equal(usHolidays(2023).get("2023-01-02"), "New Year");
  assert.equal(usHolidays(2023).get("2023-11-10"), "Veterans Day");
  assert.equal(usHolidays(2022).get("2022-06-20"), "Juneteenth");
  const fixed = ["2026-01-19", "2026-02-16", "2026-05-25", "2026-09-07", "2026-10-12"];
  assert.ok(fixed.every((day) => usHolidays(2026).has(day)));
});
