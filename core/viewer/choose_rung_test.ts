import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseRung, type RungFacts } from "./choose_rung.ts";
import { Throughput } from "./throughput.ts";

const FACTS: RungFacts = {
  bitratesBps: [200_000, 600_000, 1_200_000, 2_500_000],
  current: 1,
  estimateBps: 10_000_000,
  bufferMs: 6_000,
  segmentMs: 2_000,
  isPlaying: true,
};

Deno.test("chooseRung() begins low in the middle and keeps the rung while nothing is measured", () => {
  const blind = { ...FACTS, estimateBps: undefined };
  assert.equal(chooseRung({ ...blind, current: undefined }), 1);
  assert.equal(chooseRung({ ...blind, current: undefined, bitratesBps: [1] }), 0);
  assert.equal(chooseRung({ ...blind, current: 2 }), 2);
});

Deno.test("chooseRung() goes up one rung at a time, with a segment ready", () => {
  assert.equal(chooseRung(FACTS), 2);
  assert.equal(chooseRung({ ...FACTS, bufferMs: 1_900 }), 1);
  assert.equal(chooseRung({ ...FACTS, estimateBps: 1_200_000 / 0.7 - 1 }), 1);
});

Deno.test("chooseRung() goes down at once, by throughput and by buffer", () => {
  assert.equal(chooseRung({ ...FACTS, current: 3, estimateBps: 300_000 }), 0);
  // A fetch of rung 3 takes 1.7 s, and 80 % of the buffer are 0.8 s.
  assert.equal(chooseRung({ ...FACTS, current: 3, estimateBps: 3_000_000, bufferMs: 1_000 }), 2);
});

Deno.test("chooseRung() stays in the ladder, and never takes more for a lower estimate", () => {
  const facts = fc.record({
    bitratesBps: fc.array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 1, maxLength: 6 })
      .map((all) => all.sort((one, other) => one - other)),
    current: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
    estimateBps: fc.integer({ min: 1, max: 20_000_000 }),
    bufferMs: fc.integer({ min: 0, max: 10_000 }),
    segmentMs: fc.integer({ min: 100, max: 6_000 }),
    isPlaying: fc.boolean(),
  });
  fc.assert(fc.property(facts, fc.double({ min: 0.01, max: 1, noNaN: true }), (one, ratio) => {
    const chosen = chooseRung(one);
    assert.ok(chosen >= 0 && chosen < one.bitratesBps.length);
    const lower = chooseRung({ ...one, estimateBps: one.estimateBps * ratio });
    assert.ok(lower <= chosen);
  }));
});

Deno.test("Throughput falls at once and rises slowly", () => {
  const throughput = new Throughput();
  assert.equal(throughput.estimateBps, undefined);
  throughput.sample(125_000, 1_000);
  assert.equal(Math.round(throughput.estimateBps ?? 0), 1_000_000);
  throughput.sample(1_250_000, 1_000);
  const risen = throughput.estimateBps ?? 0;
  throughput.sample(12_500, 1_000);
  const fallen = throughput.estimateBps ?? 0;
  assert.ok(risen > 1_000_000 && risen < 6_000_000, `${risen}`);
  assert.ok(fallen < risen);
});

Deno.test("Throughput believes no download that is too fast to be measured", () => {
  const throughput = new Throughput();
  throughput.sample(1_000, 0);
  assert.equal(Math.round(throughput.estimateBps ?? 0), 800_000);
});
