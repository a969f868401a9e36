import assert from "node:assert/strict";
import { isCrashLooping, recordDeath, restartDelayMs } from "./backoff.ts";
import { createSeats } from "./ground.ts";

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
