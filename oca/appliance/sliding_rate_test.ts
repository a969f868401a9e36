import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteBudget } from "./byte_budget.ts";
import { SlidingRate } from "./sliding_rate.ts";

Deno.test("the rate is the sum of the slots of the last second, whatever the gaps", () => {
  const step = fc.record({ waitMs: fc.nat(1_500), value: fc.nat(1_000) });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const rate = new SlidingRate();
    const added: { tick: number; value: number }[] = [];
    let nowMs = 0;
    for (const { waitMs, value } of steps) {
      nowMs += waitMs;
      const tick = Math.floor(nowMs / 100);
      rate.add(value, nowMs);
      added.push({ tick, value });
      const lately = added.filter((one) => tick - one.tick < 10);
      assert.equal(rate.perSecond(nowMs), lately.reduce((sum, one) => sum + one.value, 0));
    }
  }));
});

Deno.test("the rate is zero after a second of silence", () => {
  const rate = new SlidingRate();
  rate.add(500, 1_000);
  assert.equal(rate.perSecond(1_900), 500);
  assert.equal(rate.perSecond(2_000), 0);
});

Deno.test("a byte budget lets no more through than its rate and half a second's burst", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 100 });
  fc.assert(fc.property(sizes, (asked) => {
    const bytesPerMs = 1;
    const budget = new ByteBudget(bytesPerMs * 8_000);
    let nowMs = 0;
    let passedBytes = 0;
    for (const sizeBytes of asked) {
      nowMs += budget.take(sizeBytes, nowMs);
      passedBytes += sizeBytes;
      assert.ok(passedBytes <= bytesPerMs * (500 + nowMs) + 1e-6);
    }
  }));
});
