import assert from "node:assert/strict";
import { evaluateThresholds } from "./evaluate_thresholds.ts";
import { actualOf, keepsLimit, type MetricSummary, parseLimit } from "./metric_summary.ts";

Deno.test("a limit is read as k6 reads it, and what is none is not read", () => {
  assert.deepEqual(parseLimit("p(95) < 1000"), { aggregate: "p(95)", operator: "<", bound: 1_000 });
  assert.deepEqual(parseLimit("count===0"), { aggregate: "count", operator: "==", bound: 0 });
  assert.deepEqual(parseLimit("p(99.9)>=1e-3")?.bound, 0.001);
  for (const text of ["p(101)<1", "p95<1", "avg 5", "rate<", "rate<1 && rate>0", ""]) {
    assert.equal(parseLimit(text), undefined, text);
  }
});

Deno.test("every operator keeps exactly what it says", () => {
  const kept = (text: string) => keepsLimit(5, parseLimit(text)!);
  assert.deepEqual(["<5", "<=5", ">5", ">=5", "==5", "!=5"].map((end) => kept(`avg${end}`)), [
    ...[false, true, false, true, true, false],
  ]);
});

Deno.test("numbers of each kind are what k6 would say, and null where there are none", () => {
  const trend: MetricSummary = { kind: "trend", values: [4, 1, 3, 2] };
  const names = ["avg", "min", "max", "med", "count", "p(50)", "p(90)", "rate"];
  assert.deepEqual(names.map((name) => actualOf(trend, name)), [2.5, 1, 4, 2.5, 4, 2.5, 3.7, null]);
  assert.equal(actualOf({ kind: "trend", values: [] }, "p(95)"), null);
  assert.equal(actualOf({ kind: "ratio", part: 1, whole: 4 }, "rate"), 0.25);
  assert.equal(actualOf({ kind: "ratio", part: 0, whole: 0 }, "rate"), null);
  assert.equal(actualOf({ kind: "counter", count: 8, seconds: 4 }, "rate"), 2);
});

Deno.test("a threshold without a measurement is not passed", () => {
  const find = (metric: string): MetricSummary | undefined =>
    metric === "starts" ? { kind: "counter", count: 3, seconds: 1 } : undefined;
  const outcomes = evaluateThresholds([
    { metric: "starts", limit: "count>0" },
    { metric: "nothing", limit: "count==0" },
    { metric: "starts", limit: "p(95)<1" },
  ], find);
  assert.deepEqual(outcomes.map(({ actual, passed }) => [actual, passed]), [
    ...[[3, true], [null, false], [null, false]],
  ]);
});
