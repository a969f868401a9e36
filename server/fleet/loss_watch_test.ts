import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { type Losses, LossWatch } from "./loss_watch.ts";

function begin() {
  const timer = new FakeTimer();
  const rig = {
    timer,
    counts: { logs: 0, events: 0 },
    isFull: false,
    told: [] as (readonly [Losses, number])[],
  };
  const startMs = timer.clock.nowMs();
  const watch = new LossWatch({
    counts: () => ({ ...rig.counts }),
    isDiskFull: () => rig.isFull,
    onTaken: (lost, fromMs) => void rig.told.push([lost, fromMs - startMs]),
    nowMs: () => timer.clock.nowMs(),
    timer,
  });
  watch.start();
  return { rig, watch };
}

Deno.test("what a full disk cost is told once, when it takes again, with what it was and since when", async () => {
  const { rig, watch } = begin();
  await rig.timer.advance(5_000);
  rig.counts = { logs: 300, events: 0 };
  rig.isFull = true;
  await rig.timer.advance(5_000);
  rig.counts = { logs: 380, events: 2 };
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.told, []);
  rig.isFull = false;
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.told, [[{ logs: 380, events: 2 }, 10_000]]);
  rig.counts = { logs: 381, events: 2 };
  await rig.timer.advance(15_000);
  assert.deepEqual(rig.told.slice(1), [[{ logs: 1 }, 55_000]]);
  watch.stop();
  rig.counts = { logs: 400, events: 2 };
  await rig.timer.advance(20_000);
  assert.equal(rig.told.length, 2);
});

Deno.test("nothing is told while lines are still lost, and nothing when none was", async () => {
  const { rig } = begin();
  for (let look = 1; look <= 5; look++) {
    rig.counts = { logs: look, events: 0 };
    await rig.timer.advance(5_000);
  }
  assert.deepEqual(rig.told, []);
  const calm = begin();
  await calm.rig.timer.advance(60_000);
  assert.deepEqual(calm.rig.told, []);
});
