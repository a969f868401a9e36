import assert from "node:assert/strict";
import type { ScoredMetric } from "../kayenta/score_kayenta.ts";
import type { Classification } from "../metric_result.ts";
import { scoreNetops } from "./score_netops.ts";

const thresholds = { pass: 95, marginal: 75 };

function metric(classification: Classification, more: Partial<ScoredMetric> = {}): ScoredMetric {
  return { name: classification, classification, critical: false, groups: ["g"], ...more };
}

function score(metrics: readonly ScoredMetric[], groupWeights: Record<string, number> = {}) {
  const { verdict, score: points, rule } = scoreNetops(metrics, { groupWeights, thresholds });
  return [verdict, points, rule.split(":")[0]];
}

const good = metric("Pass");

Deno.test("a canary passes, is marginal, or fails by its score, thresholds included", () => {
  assert.deepEqual(score([good]), ["pass", 100, "score-at-pass"]);
  const many = (bad: number) =>
    Array.from({ length: 20 }, (_, at) => at < bad ? metric("High") : good);
  assert.deepEqual(score(many(1)), ["pass", 95, "score-at-pass"]);
  assert.deepEqual(score(many(2)), ["marginal", 90, "score-between"]);
  assert.deepEqual(score(many(5)), ["marginal", 75, "score-between"]);
  assert.deepEqual(score(many(6)), ["fail", 70, "score-below-marginal"]);
});

Deno.test("a critical metric fails the canary, whatever the rest", () => {
  for (const word of ["High", "Low", "Error", "NodataFailMetric"] as const) {
    const metrics = [metric(word, { critical: true }), ...Array(40).fill(good)];
    assert.deepEqual(score(metrics), ["fail", 0, "critical-metric"], word);
  }
  assert.deepEqual(score([metric("Pass", { critical: true })])[0], "pass");
});

Deno.test("what is not known never passes, and fails only what would fail anyway", () => {
  for (const word of ["Nodata", "NodataFailMetric", "Error"] as const) {
    const metrics = [metric(word), ...Array(60).fill(good)];
    assert.deepEqual(score(metrics), ["inconclusive", null, "not-enough-data"], word);
  }
  assert.deepEqual(score([metric("Nodata")]), ["inconclusive", null, "not-enough-data"]);
  assert.deepEqual(score([metric("Nodata"), metric("High"), metric("High")])[0], "fail");
  assert.deepEqual(score([metric("Error"), good])[0], "fail");
  assert.deepEqual(score([]), ["inconclusive", null, "no-metrics"]);
});

Deno.test("a muted metric counts nowhere, and its weight goes to the others", () => {
  const muted = metric("High", { muted: true, critical: true, groups: ["other"] });
  assert.deepEqual(score([good, muted], { g: 60, other: 40 })[1], 100);
  assert.deepEqual(score([metric("Nodata", { muted: true }), good])[0], "pass");
  assert.deepEqual(score([muted])[0], "inconclusive");
});

Deno.test("groups count by their weights, and those without one share what is left", () => {
  const bad = metric("High", { groups: ["b"] });
  assert.deepEqual(score([good, bad], { g: 80, b: 20 })[1], 80);
  assert.deepEqual(score([good, bad], {})[1], 50);
  const third = metric("Pass", { groups: ["c"] });
  assert.deepEqual(score([good, bad, third], { g: 60 })[1], 80);
});

Deno.test("a metric in two groups counts in both", () => {
  const both = metric("High", { groups: ["g", "b"] });
  assert.deepEqual(score([good, both], { g: 50, b: 50 })[1], 25);
});
