import assert from "node:assert/strict";
import { SeriesRig, START_MS } from "./series_store_rig.ts";

Deno.test("on a full disk samples are taken and read; what the log misses is counted", () => {
  const rig = new SeriesRig();
  rig.step({ x: 0.5 });
  rig.files.leftBytes = 3;
  for (let step = 0; step < 10; step++) rig.step({ x: Math.sqrt(step) });
  assert.equal(rig.values("x").length, 11);
  const { disk, samples } = rig.store.stats();
  assert.equal(samples.ok, 11);
  assert.equal(disk.failing, "No space left on device");
  assert.equal(disk.loggedSamples, 1);
  assert.equal(disk.unloggedSamples, 10);
});

Deno.test("a full disk is tried again after 1 s, then half as often each time, up to 30 s", () => {
  const rig = new SeriesRig();
  rig.files.leftBytes = 0;
  const tries: number[] = [];
  for (let step = 0; step < 200; step++) {
    const before = rig.store.stats().disk.failures;
    rig.step({ x: step });
    if (rig.store.stats().disk.failures > before) tries.push(step);
  }
  const waits = tries.slice(1).map((step, at) => step - (tries[at] ?? 0));
  assert.deepEqual(waits.slice(0, 6), [1, 2, 4, 8, 16, 30]);
  // From there on the block of the cycle waits, too: one attempt after another, never two at once.
  assert.ok(waits.slice(6).every((wait) => wait >= 29), `${waits}`);
});

Deno.test("when there is space again the log goes on, and the next block has what it missed", () => {
  const rig = new SeriesRig({ cycleMs: 20_000 });
  const space = (leftBytes: number) => rig.files.leftBytes = leftBytes;
  for (let step = 0; step < 45; step++) {
    if (step === 3) space(10);
    if (step === 8) space(Infinity);
    rig.step({ x: step });
  }
  const { disk } = rig.store.stats();
  assert.equal(disk.failing, undefined);
  assert.ok(disk.unloggedSamples >= 5 && disk.unloggedSamples < 15);
  assert.deepEqual(rig.reopened().values("x"), rig.values("x"));
});

Deno.test("a kill while the disk is full loses what the log missed, and nothing else", () => {
  const rig = new SeriesRig();
  for (let step = 0; step < 3; step++) rig.step({ x: step });
  rig.files.leftBytes = 20;
  for (let step = 3; step < 6; step++) rig.step({ x: step, y: step });
  const after = rig.reopened();
  assert.deepEqual(after.values("x").map(([, value]) => value), [0, 1, 2]);
  assert.deepEqual(after.values("y"), []);
});

Deno.test("blocks that found no space are written later, and the log is kept until then", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 9; step++) rig.step({ x: step });
  rig.files.leftBytes = 0;
  for (let step = 9; step < 35; step++) rig.step({ x: step });
  assert.ok(rig.store.stats().disk.logBytes > 0);
  assert.equal(rig.reopened().values("x").length, 9);
  rig.files.leftBytes = Infinity;
  for (let step = 35; step < 90; step++) rig.step({ x: step });
  assert.deepEqual(rig.reopened().values("x"), rig.values("x"));
});

Deno.test("wherever a write breaks off, the store goes on and a start finds only what was there", () => {
  for (let leftBytes = 0; leftBytes < 900; leftBytes += 7) {
    const rig = new SeriesRig({ cycleMs: 10_000 });
    rig.files.leftBytes = leftBytes;
    for (let step = 0; step < 25; step++) rig.step({ x: step, y: step / 3 });
    assert.equal(rig.values("x").length, 25);
    const all = new Map(rig.values("y"));
    for (const [timeMs, value] of rig.reopened().values("y")) {
      assert.equal(all.get(timeMs), value, `with ${leftBytes} bytes`);
    }
    rig.files.leftBytes = Infinity;
    rig.clock.advance(60_000);
    rig.store.commit();
    rig.store.close();
    assert.deepEqual(rig.reopened().values("y"), rig.values("y"), `with ${leftBytes} bytes`);
    assert.ok(![...rig.files.files.keys()].some((name) => name.endsWith(".tmp")));
  }
});

Deno.test("a disk that refuses everything, removal too, stops nothing", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 15; step++) rig.step({ x: step });
  rig.files.broken = new Error("EIO");
  for (let step = 15; step < 60; step++) rig.step({ x: step });
  rig.store.close();
  assert.equal(rig.values("x").length, 60);
  rig.files.broken = undefined;
  for (let step = 60; step < 130; step++) rig.step({ x: step });
  assert.deepEqual(rig.reopened().values("x"), rig.values("x"));
  assert.equal(rig.values("x").at(-1)?.[0], START_MS + 130_000);
});
