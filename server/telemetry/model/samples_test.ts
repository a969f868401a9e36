import assert from "node:assert/strict";
import { isStale, writeStale } from "./samples.ts";

Deno.test("a stale marker is told from other numbers that are none, and survives a copy of the array", () => {
  const values = Float64Array.of(1, NaN, 0 / 0, Infinity);
  writeStale(values, 2);
  const copy = values.slice();
  assert.deepEqual([0, 1, 2, 3].map((at) => isStale(copy, at)), [false, false, true, false]);
  assert.ok(Number.isNaN(copy[2]));
});
