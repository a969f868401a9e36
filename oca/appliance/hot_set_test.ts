import assert from "node:assert/strict";
import fc from "fast-check";
import { FrequencySketch } from "./frequency_sketch.ts";
import { HotSet } from "./hot_set.ts";

const key = (n: number) => (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(64, "0");
const hashKey = (n: number) => key(n).slice(-8).padEnd(64, "0");

function ask(hot: HotSet, n: number, sizeBytes = 10): boolean {
  if (hot.get(hashKey(n)) !== undefined) return true;
  hot.offer(hashKey(n), new Uint8Array(sizeBytes));
  return false;
}

Deno.test("the sketch never estimates less than was seen, up to fifteen", () => {
  fc.assert(fc.property(fc.array(fc.nat(40), { maxLength: 300 }), (touched) => {
    const sketch = new FrequencySketch(64);
    const seen = new Map<number, number>();
    for (const n of touched) {
      sketch.touch(n);
      seen.set(n, (seen.get(n) ?? 0) + 1);
    }
    for (const [n, count] of seen) assert.ok(sketch.estimate(n) >= Math.min(15, count));
  }));
});

Deno.test("old fame fades from the sketch", () => {
  const sketch = new FrequencySketch(64);
  for (let n = 0; n < 15; n++) sketch.touch(7);
  for (let n = 0; n < 5_000; n++) sketch.touch(1_000 + (n % 10));
  assert.ok(sketch.estimate(7) <= 1, String(sketch.estimate(7)));
});

Deno.test("the hot set never holds more than its budget, and counts what it holds", () => {
  const step = fc.record({ n: fc.nat(30), sizeBytes: fc.integer({ min: 0, max: 60 }) });
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const hot = new HotSet(100);
    const sizes = new Map<number, number>();
    for (const { n, sizeBytes } of steps) {
      if (!sizes.has(n)) sizes.set(n, sizeBytes);
      ask(hot, n, sizes.get(n));
      assert.ok(hot.figures().usedBytes <= 100);
    }
    const held = [...sizes].filter(([n]) => hot.has(hashKey(n)));
    assert.equal(hot.figures().usedBytes, held.reduce((sum, [, bytes]) => sum + bytes, 0));
    for (const [n] of held) hot.drop(hashKey(n));
    assert.equal(hot.figures().usedBytes, 0);
  }));
});

Deno.test("what is popular stays while a scan goes over everything", () => {
  const hot = new HotSet(100);
  for (let round = 0; round < 5; round++) for (let n = 0; n < 10; n++) ask(hot, n);
  for (let n = 100; n < 1_100; n++) ask(hot, n);
  const kept = Array.from({ length: 10 }, (_, n) => n).filter((n) => hot.has(hashKey(n)));
  assert.equal(kept.length, 10);
});

Deno.test("what becomes popular gets in, and what was popular long ago goes", () => {
  const hot = new HotSet(100, new FrequencySketch(64));
  for (let round = 0; round < 5; round++) for (let n = 0; n < 10; n++) ask(hot, n);
  for (let round = 0; round < 40; round++) for (let n = 50; n < 60; n++) ask(hot, n);
  const kept = Array.from({ length: 10 }, (_, n) => 50 + n).filter((n) => hot.has(hashKey(n)));
  assert.equal(kept.length, 10);
});

Deno.test("an object beyond the budget is never taken in", () => {
  const hot = new HotSet(100);
  for (let times = 0; times < 5; times++) ask(hot, 1, 101);
  assert.equal(hot.figures().usedBytes, 0);
  assert.equal(hot.figures().misses, 5);
});
