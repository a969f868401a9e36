import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { ClockSkew } from "./clock_skew.ts";

const SENT_MS = 1_700_000_000_000;

Deno.test("the skew is what the clock shows beyond the middle of the round trip, give or take its half", () => {
  const clock = new ClockSkew();
  assert.equal(clock.estimate, undefined);
  clock.take({ sentMs: SENT_MS, roundTripMs: 4, remoteMs: SENT_MS + 2 + 50 });
  assert.deepEqual(clock.estimate, { skewMs: 50, errorMs: 3 });
});

Deno.test("the surest of the last 30 readings counts", () => {
  const clock = new ClockSkew();
  clock.take({ sentMs: SENT_MS, roundTripMs: 2, remoteMs: SENT_MS + 1 });
  const late = { sentMs: SENT_MS, roundTripMs: 100, remoteMs: SENT_MS + 90 };
  for (let n = 0; n < 29; n++) clock.take(late);
  assert.deepEqual(clock.estimate, { skewMs: 0, errorMs: 2 });
  clock.take(late);
  assert.deepEqual(clock.estimate, { skewMs: 40, errorMs: 51 });
});

Deno.test("a clock that is set is seen with the next reading, there and back", () => {
  const clock = new ClockSkew();
  const read = (aheadMs: number, roundTripMs: number) =>
    clock.take({ sentMs: SENT_MS, roundTripMs, remoteMs: SENT_MS + roundTripMs / 2 + aheadMs });
  read(0, 1);
  read(50, 20);
  assert.deepEqual(clock.estimate, { skewMs: 50, errorMs: 11 });
  read(0, 40);
  assert.deepEqual(clock.estimate, { skewMs: 0, errorMs: 21 });
});

Deno.test("the truth is always within the error, whenever the process looked at its clock", () => {
  const rng = createFixedRng("skew");
  for (let trial = 0; trial < 2_000; trial++) {
    const trueMs = (rng.next() - 0.5) * 200;
    const clock = new ClockSkew();
    for (let n = 0; n < 5; n++) {
      const atMs = SENT_MS + rng.next() * 1_000;
      const roundTripMs = rng.next() * 30;
      const lookedMs = atMs + rng.next() * roundTripMs;
      clock.take({
        sentMs: Math.floor(atMs),
        roundTripMs,
        remoteMs: Math.floor(lookedMs + trueMs),
      });
      const { skewMs, errorMs } = clock.estimate ?? { skewMs: NaN, errorMs: NaN };
      assert.ok(Math.abs(skewMs - trueMs) <= errorMs, `${skewMs} ± ${errorMs}, but ${trueMs}`);
    }
  }
});
