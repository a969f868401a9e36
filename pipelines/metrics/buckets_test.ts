import assert from "node:assert/strict";
import { beyondSteps, type BucketSteps, quantileSteps, readBuckets, tailBound } from "./buckets.ts";

/** Buckets of one step by their upper bounds. */
function oneStep(counts: Readonly<Record<string, number>>): BucketSteps {
  const bounds = Object.keys(counts).map(Number);
  return { bounds, counts: Object.values(counts).map((count) => Float64Array.of(count)) };
}

function series(le: string, ...values: number[]) {
  return { labels: { le }, values: Float64Array.from(values) };
}

Deno.test("buckets are read in the order of their bounds, and added up over series", () => {
  const read = readBuckets(
    [
      series("+Inf", 0, 5, 6),
      series("0.5", 0, 2, 2),
      series("0.1", 0, 1, 1),
      series("0.5", 1, 2, 5),
    ],
    2,
  );
  assert.deepEqual(read?.bounds, [0.1, 0.5, Infinity]);
  assert.deepEqual(read?.counts.map((steps) => [...steps]), [[1, 0], [3, 3], [5, 1]]);
});

Deno.test("what is no histogram up to +Inf is none", () => {
  assert.equal(readBuckets([series("0.5", 0, 1)], 1), undefined);
  assert.equal(readBuckets([{ labels: {}, values: Float64Array.of(0, 1) }], 1), undefined);
});

Deno.test("quantileSteps() is what Prometheus' histogram_quantile says", () => {
  // histogram_quantile over le 0.1: 2, 0.5: 8, +Inf: 10, worked out by hand.
  const step = oneStep({ "0.1": 2, "0.5": 8, Infinity: 10 });
  const at = (quantile: number) => quantileSteps(step, quantile)[0];
  assert.ok(Math.abs((at(0.1) ?? NaN) - 0.05) < 1e-12);
  assert.ok(Math.abs((at(0.5) ?? NaN) - 0.3) < 1e-12);
  assert.equal(at(0.95), 0.5);
  assert.deepEqual(quantileSteps(oneStep({ "0.1": 0, Infinity: 0 }), 0.5), [NaN]);
});

Deno.test("beyondSteps() counts what a bound does not hold, of all", () => {
  const step = oneStep({ "0.1": 2, "0.5": 8, Infinity: 10 });
  assert.deepEqual(beyondSteps(step, 0.5), { beyond: [2], all: [10] });
  assert.deepEqual(beyondSteps(step, 0.1), { beyond: [8], all: [10] });
});

Deno.test("the tail begins at the lowest bound that few of both sides are beyond, whichever side is which", () => {
  const fast = oneStep({ "0.1": 90, "0.5": 100, "1.0": 100, Infinity: 100 });
  const slow = oneStep({ "0.1": 60, "0.5": 95, "1.0": 100, Infinity: 100 });
  assert.equal(tailBound([fast, fast], 0.1), 0.1);
  assert.equal(tailBound([fast, slow], 0.1), 0.5);
  assert.equal(tailBound([slow, fast], 0.1), 0.5);
  assert.equal(tailBound([slow, slow], 0.01), 1);
  assert.equal(tailBound([fast, oneStep({ "0.2": 1, Infinity: 1 })], 0.1), undefined);
  assert.equal(
    tailBound([oneStep({ "0.1": 0, Infinity: 9 }), oneStep({ "0.1": 0, Infinity: 9 })], 0.1),
    undefined,
  );
});
