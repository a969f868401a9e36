import assert from "node:assert/strict";
import { decidingMetrics } from "./deciding_metrics.ts";
import type { CanaryVerdict } from "./netops/score_netops.ts";
import type { Classification, MetricResult } from "./metric_result.ts";

function metric(name: string, classification: Classification, more: Partial<MetricResult> = {}) {
  return {
    ...{ name, classification, critical: false, muted: false, groups: ["g"], reason: "" },
    ...{ estimate: null, ci: [null, null], effect: null, rule: "rank-test" },
    ...{ samples: { control: 1, experiment: 1 }, ...more },
  } as MetricResult;
}

function deciding(verdict: CanaryVerdict, ...metrics: readonly MetricResult[]): readonly string[] {
  return decidingMetrics({ verdict, metrics }).map(({ name }) => name);
}

Deno.test("a critical metric decides alone, otherwise all that are bad", () => {
  const [high, low] = [metric("high", "High"), metric("low", "Low")];
  const critical = metric("critical", "High", { critical: true });
  assert.deepEqual(deciding("fail", high, critical, low), ["critical"]);
  assert.deepEqual(deciding("fail", high, metric("good", "Pass"), low), ["high", "low"]);
  assert.deepEqual(deciding("marginal", high, metric("gap", "Nodata")), ["high"]);
});

Deno.test("what is not known decides that a verdict is inconclusive", () => {
  const [gap, error] = [metric("gap", "Nodata"), metric("error", "Error")];
  assert.deepEqual(deciding("inconclusive", metric("high", "High"), gap, error), ["gap", "error"]);
});

Deno.test("nothing decides on a good canary, and a muted metric never does", () => {
  assert.deepEqual(deciding("pass", metric("good", "Pass")), []);
  assert.deepEqual(deciding("fail", metric("muted", "High", { muted: true })), []);
});
