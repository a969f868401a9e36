import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { bell } from "./compare_fixture.ts";
import { leastAlpha, neighbourCorrelation, wildInterval } from "./wild_interval.ts";

Deno.test("wildInterval() has no bounds when there are too few signs for an alpha", () => {
  const values = [1, 2, 4, 3, 5, 1, 2, 3, 1, 2];
  assert.equal(wildInterval(values, leastAlpha(10) / 2).high, Infinity);
  assert.ok(Number.isFinite(wildInterval(values, leastAlpha(10)).high));
});

Deno.test("wildInterval() misses the truth about as often as it says", () => {
  const rng = createFixedRng("intervals");
  let missed = 0;
  for (let at = 0; at < 400; at++) {
    const { low, high } = wildInterval(Array.from({ length: 10 }, () => 3 + bell(rng)), 0.1);
    if (low > 3 || high < 3) missed++;
  }
  assert.ok(missed > 20 && missed < 64, `${missed} of 400 at 10 %`);
});

Deno.test("wildInterval() of what never changes is a point", () => {
  assert.deepEqual(wildInterval([2, 2, 2, 2], 0.01), { mean: 2, low: 2, high: 2 });
});

Deno.test("neighbourCorrelation() tells a drift from noise", () => {
  assert.ok(neighbourCorrelation([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) > 0.6);
  assert.ok(neighbourCorrelation([1, -1, 1, -1, 1, -1]) < 0);
  assert.equal(neighbourCorrelation([4, 4, 4]), 0);
});
