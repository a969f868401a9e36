import assert from "node:assert/strict";
import fc from "fast-check";
import { addStart, type DecayedCount, HALF_LIFE_MS, scoreAt } from "./decayed_count.ts";

Deno.test("a start counts one, and half of it after a half-life", () => {
  const count = addStart(undefined, 1_000);
  assert.equal(scoreAt(count, 1_000), 1);
  assert.equal(scoreAt(count, 1_000 + HALF_LIFE_MS), 0.5);
  assert.equal(scoreAt(count, 0), 1);
});

Deno.test("the score does not depend on the order in which starts come", () => {
  const times = fc.array(fc.nat(10 * HALF_LIFE_MS), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(times, (startsMs) => {
    const nowMs = 11 * HALF_LIFE_MS;
    const scores = [startsMs, startsMs.toSorted((a, b) => a - b)].map((order) => {
      let count: DecayedCount | undefined;
      for (const startedMs of order) count = addStart(count, startedMs);
      return count === undefined ? 0 : scoreAt(count, nowMs);
    });
    const exact = startsMs.reduce((sum, atMs) => sum + 2 ** ((atMs - nowMs) / HALF_LIFE_MS), 0);
    for (const score of scores) assert.ok(Math.abs(score - exact) < 1e-9 * (1 + exact));
  }));
});
