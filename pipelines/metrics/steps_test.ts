import assert from "node:assert/strict";
import { changes, increments, meanSteps, sumSteps } from "./steps.ts";
import { endOf, stepGrid } from "./step_grid.ts";

const values = (...list: number[]) => Float64Array.from(list);

Deno.test("increments() gives exact whole counts, and a counter that began again counts from 0", () => {
  assert.deepEqual(increments(values(5, 5, 8, 2, 4)), values(0, 3, 2, 2));
});

Deno.test("increments() counts a series that was not there before from 0, and what was missed once", () => {
  assert.deepEqual(increments(values(NaN, NaN, 3, 4)), values(NaN, 3, 1));
  assert.deepEqual(increments(values(10, NaN, 17, 18)), values(NaN, 7, 1));
  assert.deepEqual(increments(values()), values());
});

Deno.test("changes() needs a value at both ends", () => {
  assert.deepEqual(changes(values(5, 7, NaN, 4, 1)), values(2, NaN, NaN, -3));
});

Deno.test("series are put together over those that have a value", () => {
  const all = [values(1, NaN, NaN), values(3, 5, NaN)];
  assert.deepEqual(sumSteps(all, 3), values(4, 5, NaN));
  assert.deepEqual(meanSteps(all, 3), values(2, 5, NaN));
  assert.deepEqual(sumSteps([], 2), values(NaN, NaN));
});

Deno.test("a grid begins at whole steps and has one step less when the window does not", () => {
  const known = { nowMs: 1_000_000, lagMs: 2_000 };
  const whole = stepGrid({ fromMs: 10_000, toMs: 25_000, stepMs: 1_000 }, known);
  assert.deepEqual(whole, { startMs: 10_000, stepMs: 1_000, count: 15 });
  assert.equal(endOf(whole), 25_000);
  const odd = stepGrid({ fromMs: 10_001, toMs: 25_999, stepMs: 1_000 }, known);
  assert.deepEqual(odd, { startMs: 11_000, stepMs: 1_000, count: 14 });
  const coarse = stepGrid({ fromMs: 10_001, toMs: 61_000, stepMs: 5_000 }, known);
  assert.deepEqual(coarse, { startMs: 15_000, stepMs: 5_000, count: 9 });
});

Deno.test("a grid ends before what a source does not know yet", () => {
  const window = { fromMs: 10_000, toMs: 25_000, stepMs: 1_000 };
  const count = (nowMs: number, lagMs = 2_000) => stepGrid(window, { nowMs, lagMs }).count;
  assert.deepEqual([count(25_000), count(26_999), count(27_000)], [13, 14, 15]);
  assert.deepEqual([count(11_000), count(25_000, 5_000)], [0, 10]);
});
