import assert from "node:assert/strict";
import { isCrashLoopBegin, isCrashLooping, recordDeath, restartDelayMs } from "./backoff.ts";
import { createSeats } from "./seats.ts";

Deno.test("restartDelayMs() is 0 for the first death, doubles and stops at 5 s", () => {
  const delays = [1, 2, 3, 4, 8, 9, 10, 100].map(restartDelayMs);
  assert.deepEqual(delays, [0, 100, 200, 400, 5_000, 5_000, 5_000, 5_000]);
});

Deno.test("recordDeath() forgives a seat whose holder was up for 3 s", () => {
  const seat = createSeats(1, [])[0]!;
  for (let i = 0; i < 4; i++) recordDeath(seat, { nowMs: 0, upForMs: 2_999, reason: "x" });
  assert.equal(seat.quickDeaths, 4);
  recordDeath(seat, { nowMs: 50, upForMs: 3_000, reason: "x" });
  assert.deepEqual([seat.quickDeaths, seat.notBeforeMs, seat.restarts], [1, 50, 5]);
});

Deno.test("isCrashLooping() needs fewer deaths while the platform boots", () => {
  const seat = createSeats(1, [])[0]!;
  seat.quickDeaths = 3;
  assert.equal(isCrashLooping(seat, true), true);
  assert.equal(isCrashLooping(seat, false), false);
  seat.quickDeaths = 5;
  assert.equal(isCrashLooping(seat, false), true);
});

Deno.test("isCrashLoopBegin() is said once, for quick deaths in a row or five deaths in a minute", () => {
  const verdicts = (upForMs: number, everyMs: number) => {
    const seat = createSeats(1, [])[0]!;
    return Array.from({ length: 8 }, (_, death) => {
      recordDeath(seat, { nowMs: death * everyMs, upForMs, reason: "x" });
      return isCrashLoopBegin(seat);
    });
  };
  const fifth = [false, false, false, false, true, false, false, false];
  assert.deepEqual(verdicts(0, 20_000), fifth, "quick deaths");
  assert.deepEqual(verdicts(4_000, 5_000), fifth, "longer lives, but five deaths in a minute");
  assert.deepEqual(verdicts(50_000, 60_000).includes(true), false, "one death a minute");
});
