import assert from "node:assert/strict";
import type { TimeWindow } from "@netops/core/contracts";
import { opensAtMs } from "./time_window.ts";

/** Reads `09:00-17:00 20:00-21:00 mon,tue`. */
function windowOf(timeZone: string, text: string): TimeWindow {
  const words = text.trim().split(" ");
  const days = words.find((word) => !word.includes(":"))?.split(",") as TimeWindow["days"];
  const hours = words.filter((word) => word.includes(":")).map((span) => {
    const [from = "", to = ""] = span.split("-");
    return { from, to };
  });
  return { timeZone, hours, ...(days === undefined ? {} : { days }) };
}

/** Summer time begins in Berlin on 2026-03-29 at 02:00 and ends on 2026-10-25 at 03:00. */
const BERLIN = `
  open in the middle             | 09:00-17:00             | 06-03T10:00:30 | 06-03T10:00:30
  open from its first moment     | 09:00-17:00             | 06-03T07:00:00 | 06-03T07:00:00
  not before                     | 09:00-17:00             | 06-03T06:59:59 | 06-03T07:00:00
  closed at its end              | 09:00-17:00             | 06-03T15:00:00 | 06-04T07:00:00
  in winter an hour later        | 09:00-17:00             | 12-03T07:30:00 | 12-03T08:00:00
  the next of two                | 08:00-09:00 20:00-21:00 | 06-03T10:00:00 | 06-03T18:00:00
  days are those of the place    | 00:30-01:00 thu         | 06-03T22:40:00 | 06-03T22:40:00
  a week later                   | 09:00-17:00 wed         | 06-03T15:00:00 | 06-10T07:00:00
  on Monday                      | 09:00-17:00 mon,tue     | 06-05T12:00:00 | 06-08T07:00:00
  past midnight, before it       | 22:00-06:00 fri         | 06-05T21:00:00 | 06-05T21:00:00
  past midnight, after it        | 22:00-06:00 fri         | 06-06T03:59:00 | 06-06T03:59:00
  of Friday, not of Saturday     | 22:00-06:00 fri         | 06-06T04:00:00 | 06-12T20:00:00
  not in the morning of its day  | 22:00-06:00 fri         | 06-05T02:00:00 | 06-05T20:00:00
  a whole day                    | 12:00-12:00 sat         | 06-07T09:59:00 | 06-07T09:59:00
  and no longer                  | 12:00-12:00 sat         | 06-07T10:00:00 | 06-13T10:00:00
  until midnight                 | 20:00-00:00             | 06-03T21:59:59 | 06-03T21:59:59
  spring: before the gap         | 01:30-03:30             | 03-29T00:59:59 | 03-29T00:59:59
  spring: right after the gap    | 01:30-03:30             | 03-29T01:00:00 | 03-29T01:00:00
  spring: ends an hour sooner    | 01:30-03:30             | 03-29T01:30:00 | 03-29T23:30:00
  spring: from within the gap    | 02:30-04:00             | 03-29T00:30:00 | 03-29T01:00:00
  spring: all within the gap     | 02:15-02:45             | 03-29T00:30:00 | 03-30T00:15:00
  spring: and only on Sundays    | 02:15-02:45 sun         | 03-29T00:30:00 | 04-05T00:15:00
  spring: a shorter night        | 22:00-06:00             | 03-29T04:00:00 | 03-29T20:00:00
  autumn: the first of both      | 02:00-02:30             | 10-24T23:00:00 | 10-25T00:00:00
  autumn: the second of both     | 02:00-02:30             | 10-25T00:30:00 | 10-25T01:00:00
  autumn: open in the second     | 02:00-02:30             | 10-25T01:29:59 | 10-25T01:29:59
  autumn: and then the next day  | 02:00-02:30             | 10-25T01:30:00 | 10-26T01:00:00
  autumn: set back into it       | 01:30-02:30             | 10-25T00:45:00 | 10-25T01:00:00
  autumn: set back before it     | 02:10-02:20             | 10-25T00:25:00 | 10-25T01:10:00
  autumn: a longer night         | 22:00-06:00             | 10-25T04:59:00 | 10-25T04:59:00
  autumn: and then over          | 22:00-06:00             | 10-25T05:00:00 | 10-25T21:00:00`;

/** Summer time begins in New York on 2026-03-08 at 02:00 and ends on 2026-11-01 at 02:00. */
const NEW_YORK = `
  the same words, other moments  | 09:00-17:00             | 06-03T12:00:00 | 06-03T13:00:00
  in winter                      | 09:00-17:00             | 12-03T13:59:00 | 12-03T14:00:00
  days are those of the place    | 20:00-23:00 tue         | 06-03T02:00:00 | 06-03T02:00:00
  spring: from within the gap    | 02:30-04:00             | 03-08T06:30:00 | 03-08T07:00:00
  spring: all within the gap     | 02:15-02:45             | 03-08T06:30:00 | 03-09T06:15:00
  autumn: the first of both      | 01:00-01:30             | 11-01T04:30:00 | 11-01T05:00:00
  autumn: the second of both     | 01:00-01:30             | 11-01T05:30:00 | 11-01T06:00:00
  autumn: set back into it       | 00:30-01:30             | 11-01T05:45:00 | 11-01T06:00:00`;

const TABLES: Readonly<Record<string, string>> = {
  "Europe/Berlin": BERLIN,
  "America/New_York": NEW_YORK,
  "America/Santiago": "midnight does not come | 00:00-02:00 | 09-06T03:30:00 | 09-06T04:00:00",
  "Australia/Lord_Howe": "half an hour | 02:00-03:00 | 10-03T15:00:00 | 10-03T15:30:00",
  "Asia/Kathmandu": "5:45 ahead | 09:00-10:00 | 06-03T00:00:00 | 06-03T03:15:00",
  "UTC": "no summer time | 09:00-10:00 | 06-03T10:00:00 | 06-04T09:00:00",
};

for (const [timeZone, table] of Object.entries(TABLES)) {
  Deno.test(`a window opens by the clock of its place: ${timeZone}`, () => {
    for (const row of table.trim().split("\n")) {
      const [what = "", text = "", now = "", opens = ""] = row.split("|").map((one) => one.trim());
      const opensMs = opensAtMs(windowOf(timeZone, text), momentOf(now));
      assert.equal(new Date(opensMs).toISOString(), new Date(momentOf(opens)).toISOString(), what);
    }
  });
}

/** Reads `03-29T00:30:00` as UTC in 2026. */
function momentOf(text: string): number {
  return Date.parse(`2026-${text}Z`);
}

Deno.test("the moment it says is open, and none before it is", () => {
  const windows = [
    ...["01:30-02:30", "02:10-02:20 sun"].map((text) => windowOf("Europe/Berlin", text)),
    windowOf("America/New_York", "23:00-01:10"),
  ];
  const days = ["03-29", "10-25", "03-08", "11-01", "06-03"];
  for (const window of windows) {
    for (const startMs of days.map((day) => momentOf(`${day}T00:00:00`))) {
      for (let at = startMs; at < startMs + 86_400_000; at += 7_100_000) assertFirst(window, at);
    }
  }
});

function assertFirst(window: TimeWindow, nowMs: number): void {
  const opensMs = opensAtMs(window, nowMs);
  assert.equal(opensAtMs(window, opensMs), opensMs);
  const endMs = Math.min(opensMs, nowMs + 2 * 3_600_000);
  for (let at = nowMs; at < endMs; at += 1_300_000) assert.equal(opensAtMs(window, at), opensMs);
}

Deno.test("a zone that nobody knows is refused", () => {
  const nowhere = windowOf("Europe/Atlantis", "09:00-10:00");
  assert.throws(() => opensAtMs(nowhere, 0), { code: "CONFIG_INVALID" });
});
