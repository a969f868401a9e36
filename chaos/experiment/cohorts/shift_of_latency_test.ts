import assert from "node:assert/strict";
import fc from "fast-check";
import { LATENCY_GROWTH, LatencyCounts } from "@netops/core/faults";
import { createHost } from "@netops/core/host";
import { type Latencies, quantileOf, shiftOfLatency } from "./shift_of_latency.ts";

const exact = (values: readonly number[]): Latencies =>
  values.toSorted((one, other) => one - other).map((value) => [value, 1]);

Deno.test("the figures are those of Hollander and Wolfe's example of permeability", () => {
  // Table 4.1; R: wilcox.test(x, y, conf.int = TRUE) says 0.305 with -0.15 to 0.76.
  const term = exact([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]);
  const early = exact([1.15, 0.88, 0.9, 0.74, 1.21]);
  const { difference, low, high } = shiftOfLatency(term, early)!;
  for (const [seen, wanted] of [[difference, 0.305], [low, -0.15], [high, 0.76]] as const) {
    assert.ok(Math.abs(seen - wanted) < 1e-9, `${seen} is not ${wanted}`);
  }
});

const sample = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 40 });

/** All differences one by one, without buckets or weights. */
function byHand(one: readonly number[], other: readonly number[]): number {
  const all = one.flatMap((a) => other.map((b) => a - b)).sort((a, b) => a - b);
  return (all[Math.ceil(all.length / 2) - 1]! + all[Math.floor(all.length / 2)]!) / 2;
}

Deno.test("it is the median of all differences, holds it, turns round, and moves with the sample", () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: 0, max: 1_000 }), (one, other, byMs) => {
      const shift = shiftOfLatency(exact(one), exact(other))!;
      assert.equal(shift.difference, byHand(one, other));
      assert.ok(shift.low <= shift.difference && shift.difference <= shift.high);
      const turned = shiftOfLatency(exact(other), exact(one))!;
      assert.deepEqual([turned.low + shift.high, turned.high + shift.low], [0, 0]);
      const later = shiftOfLatency(exact(one.map((ms) => ms + byMs)), exact(other))!;
      assert.equal(later.difference, shift.difference + byMs);
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

function drawn(seed: string, byMs: number, count = 400): Latencies {
  const rng = createHost().createRng(seed);
  const counts = new LatencyCounts();
  // Long to the right, as latencies are.
  for (let turn = 0; turn < count; turn++) counts.add(byMs + 20 - 15 * Math.log(1 - rng.next()));
  return counts.list();
}

Deno.test("a delay is found in buckets to their width, and equal arms are hardly ever called apart", () => {
  const growth = LATENCY_GROWTH;
  const delayed = shiftOfLatency(drawn("a", 50), drawn("b", 0), { growth })!;
  assert.ok(delayed.low > 40 && delayed.low < 50 && delayed.high > 50 && delayed.high < 60);
  let missed = 0;
  for (let turn = 0; turn < 200; turn++) {
    const { low, high } = shiftOfLatency(drawn(`c${turn}`, 0), drawn(`d${turn}`, 0), { growth })!;
    if (low > 0 || high < 0) missed++;
  }
  assert.ok(missed <= 10, `${missed} of 200`);
});

Deno.test("without a request in an arm there is no shift, and one in each is enough for a wide one", () => {
  assert.equal(shiftOfLatency([], [[1, 1]]), undefined);
  assert.equal(shiftOfLatency([[1, 1]], []), undefined);
  assert.deepEqual(shiftOfLatency([[3, 1]], [[1, 1]]), { difference: 2, low: 2, high: 2 });
});

Deno.test("a quantile is the least latency that such a share does not pass", () => {
  const latencies: Latencies = [[1, 90], [5, 5], [100, 5]];
  assert.deepEqual([0, 0.5, 0.9, 0.91, 0.95, 1].map((share) => quantileOf(latencies, share)), [
    ...[1, 1, 1, 5, 5, 100],
  ]);
  assert.equal(quantileOf([], 0.5), undefined);
});
