import assert from "node:assert/strict";
import { isCrashLooping, recordDeath, restartDelayMs } from "./backoff.ts";
import { createSeats } from "./ground.ts";

Deno.test("restartDelayMs() is 0 for the first death, doubles and stops at 10 s", () => {
  const delays = [1, 2, 3, 4, 8, 9, 10, 100].map(restartDelayMs);
  assert.deepEqual(delays, [0, 100, 200, 400, 6_400, 10_000, 10_000, 10_000]);
});

Deno.test("recordDeath() forgives a seat whose holder was up for 10 s", () => {
  const seat = createSeats(1, [])[0]!;
  for (let i = 0; i < 4; i++) recordDeath(seat, { nowMs: 0, upForMs: 9_999, reason: "x" });
  assert.equal(seat.quickDeaths, 4);
  recordDeath(seat, { nowMs: 50, upForMs: 10_000, reason: "x" });
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
