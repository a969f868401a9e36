import assert from "node:assert/strict";
import { readDurationMs, readTimeMs } from "./read_time.ts";

Deno.test("a time is seconds or RFC 3339", () => {
  assert.equal(readTimeMs("1700000000.25"), 1_700_000_000_250);
  assert.equal(readTimeMs("-1"), -1_000);
  assert.equal(readTimeMs("2023-11-14T22:13:20Z"), 1_700_000_000_000);
  assert.equal(readTimeMs("2023-11-14T23:13:20.5+01:00"), 1_700_000_000_500);
  for (const odd of ["", " ", "now", "NaN", "Infinity", "2023-11-14", "2023-99-14T22:13:20Z"]) {
    assert.equal(readTimeMs(odd), undefined, odd);
  }
});

Deno.test("a duration is seconds or in units, the larger ones first", () => {
  assert.equal(readDurationMs("15"), 15_000);
  assert.equal(readDurationMs("0.5"), 500);
  assert.equal(readDurationMs("-1"), -1_000);
  assert.equal(readDurationMs("1h30m"), 5_400_000);
  assert.equal(readDurationMs("1m500ms"), 60_500);
  assert.equal(readDurationMs("2d"), 172_800_000);
  for (const odd of ["", "1m1h", "h", "1x", "NaN"]) {
    assert.equal(readDurationMs(odd), undefined, odd);
  }
});
