import assert from "node:assert/strict";
import { formatClockReading, readClockReading } from "./clock_reading.ts";

Deno.test("a reading of a clock comes through as it was, to the µs", () => {
  for (const nowMs of [0, 1_700_000_000_000, 1_700_000_000_000.125]) {
    assert.equal(readClockReading(formatClockReading(nowMs)), nowMs);
  }
});

Deno.test("what is no reading of a clock is none", () => {
  for (const text of [null, "", "now", "-5", "1e12", "17000000000000", "1.5.5", " 1"]) {
    assert.equal(readClockReading(text), undefined, String(text));
  }
});
