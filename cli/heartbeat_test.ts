import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { startHeartbeat } from "./heartbeat.ts";

Deno.test("a heartbeat says every 10 s what is waited for now, and nothing once cancelled", async () => {
  const timer = new FakeTimer();
  const said: string[] = [];
  let waits = "hello";
  const cancel = startHeartbeat({
    clock: timer.clock,
    timer,
    waitsFor: () => waits,
    say: (text) => said.push(text),
  });
  await timer.advance(10_000);
  waits = "shop";
  await timer.advance(10_000);
  cancel();
  await timer.advance(30_000);
  assert.deepEqual(said, ["[10.0s] still waiting: hello", "[20.0s] still waiting: shop"]);
  assert.equal(timer.pendingCount, 0);
});
