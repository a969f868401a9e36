import assert from "node:assert/strict";
import { FakeTimer } from "../testing/fake_timer.ts";
import { waitAtMost } from "./wait_at_most.ts";

Deno.test("waitAtMost() ends with the work, well or badly, and leaves no timer", async () => {
  const timer = new FakeTimer();
  await waitAtMost(timer, 100, Promise.resolve());
  await waitAtMost(timer, 100, Promise.reject(new Error("away")));
  assert.equal(timer.clock.monotonicMs(), 0);
});

Deno.test("waitAtMost() ends at the limit when the work does not", async () => {
  const timer = new FakeTimer();
  let hasEnded = false;
  const waiting = waitAtMost(timer, 100, new Promise(() => undefined)).then(() => hasEnded = true);
  await timer.advance(99);
  assert.equal(hasEnded, false);
  await timer.advance(1);
  await waiting;
});
