import assert from "node:assert/strict";
import type { StoredLook } from "@netops/core/contracts";
import { cohortChart } from "./cohort_chart.ts";

const metric = (name: string, classification: string) => ({
  ...{ name, classification, critical: false, estimate: 0, ci: [null, null], reason: "" },
});

function lookOf(toMs: number, data: StoredLook["data"], metrics: unknown[] = []): StoredLook {
  const look = { look: 1, fromMs: 1_000, toMs, verdict: "pass", score: 1, rule: "", metrics };
  return { look, data } as unknown as StoredLook;
}

const points = (control: unknown[], experiment: unknown[]) => ({ control, experiment });

Deno.test("both groups are lines over the time of the look, with gaps where a point was not there", () => {
  const look = lookOf(4_000, { latency: points([1, "NaN", 3], [4, 5, 6]) });
  const chart = cohortChart([look], { toMs: undefined, metric: "" });
  assert.deepEqual([chart.fromMs, chart.stepMs, chart.steps, chart.toMs], [1_000, 1_000, 3, 4_000]);
  assert.deepEqual(chart.series.map(({ name, values }) => [name, ...values]), [
    ["baseline", 1, null, 3],
    ["canary", 4, 5, 6],
  ]);
});

Deno.test("what is counted of requests is a share of them, and none of none is a gap", () => {
  const errors = { ...points([1, 0], [3, 0]), of: points([10, 0], [4, 8]) };
  const chart = cohortChart([lookOf(3_000, { errors })], { toMs: undefined, metric: "errors" });
  assert.deepEqual(chart.series.map(({ values }) => values), [[10, null], [75, 0]]);
  assert.match(chart.note, /percent/);
});

Deno.test("the newest look and the metric that decided it are drawn, unless others are named", () => {
  const data = { slow: points([1], [1]), errors: points([2], [2]) };
  const metrics = [metric("slow", "Pass"), metric("errors", "High"), metric("gone", "High")];
  const looks = [lookOf(5_000, data, metrics), lookOf(9_000, data, metrics)];
  const drawn = (toMs: number | undefined, name: string) => {
    const { toMs: at, query, metrics } = cohortChart(looks, { toMs, metric: name });
    return [at, query, metrics.join()];
  };
  assert.deepEqual(drawn(undefined, ""), [9_000, "errors", "errors,slow"]);
  assert.deepEqual(drawn(5_000, "slow"), [5_000, "slow", "errors,slow"]);
  assert.deepEqual(drawn(7, "none"), [9_000, "errors", "errors,slow"]);
});

Deno.test("a long look is drawn in 240 points, and no look as nothing", () => {
  const many = Array.from({ length: 1_000 }, (_, at) => at);
  const chart = cohortChart([lookOf(1_001_000, { m: points(many, many) })], {
    ...{ toMs: undefined, metric: "" },
  });
  assert.deepEqual([chart.steps, chart.series[0]?.values[0]], [200, 2]);
  const none = cohortChart([], { toMs: undefined, metric: "m" });
  assert.deepEqual([none.series, none.metrics], [[], []]);
});
