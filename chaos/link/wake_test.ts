import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { createWake } from "./wake.ts";

Deno.test("a wake asks for up to 1 ms less than is wanted, and never for less than 1 ms", async () => {
  const timer = new FakeTimer();
  const wake = createWake(timer);
  const wokenAtMs: [number, number][] = [];
  for (const delayMs of [1.2, 2, 4.3, 5, 199.999]) {
    wake(delayMs, () => wokenAtMs.push([delayMs, timer.clock.monotonicMs()]));
  }
  const startedAtMs = timer.clock.monotonicMs();
  await timer.advance(300);
  const after = wokenAtMs.map(([delayMs, atMs]) => [delayMs, atMs - startedAtMs]);
  assert.deepEqual(after, [[1.2, 1], [2, 1], [4.3, 4], [5, 4], [199.999, 199]]);
});

Deno.test("a cancelled wake calls nothing", async () => {
  const timer = new FakeTimer();
  createWake(timer)(5, () => assert.fail("it was cancelled"))();
  await timer.advance(10);
  assert.equal(timer.pendingCount, 0);
});
