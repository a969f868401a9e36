import assert from "node:assert/strict";
import { parseLimit } from "../judge/metric_summary.ts";
import { STREAM_METRICS } from "../run/load_threshold.ts";
import { countArrivals } from "../session/arrivals.ts";
import { PRESETS, ramped, steady } from "./presets.ts";
import { overridden, scriptThresholds } from "./script_thresholds.ts";
import { sizeVus } from "./size_vus.ts";

Deno.test("every preset lasts exactly as long as it says, and reaches its rate", () => {
  for (const { name, rate, durationMs, arrive } of PRESETS) {
    const { startRate, stages } = arrive(rate, durationMs);
    const totalMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    assert.ok(Math.abs(totalMs - durationMs) < 1e-6, name);
    assert.equal(Math.max(startRate, ...stages.map(({ targetRate }) => targetRate)), rate, name);
  }
});

Deno.test("every preset fails on exceptions, dropped starts and no start at all", () => {
  for (const { name, thresholds } of PRESETS) {
    const limits = thresholds.map(({ metric, limit }) => `${metric} ${limit}`);
    for (
      const limit of ["starts count>0", "script_errors count==0", "dropped_iterations count==0"]
    ) {
      assert.ok(limits.includes(limit), `${name}: ${limit}`);
    }
    for (const { metric, limit } of thresholds) {
      assert.ok(parseLimit(limit), limit);
      const [base = ""] = metric.split("{");
      assert.ok(base in STREAM_METRICS, metric);
    }
  }
});

Deno.test("a ramp rises from nothing and then holds the rate", () => {
  assert.equal(countArrivals(ramped(10, 10_000, 4_000)), 80);
  assert.deepEqual(ramped(10, 4_000, 4_000).stages, [{ targetRate: 10, durationMs: 4_000 }]);
});

Deno.test("VUs suffice for the longest sessions at the highest rate, up to the usual bound", () => {
  const { plan } = PRESETS[0]!;
  const all = { ...plan, titles: [] };
  assert.equal(sizeVus(steady(20, 1_000), all), 20 * 18 * 1.25 + 10);
  assert.equal(sizeVus(steady(3_000, 1_000), all), 1_000);
});

Deno.test("a threshold of the user's takes the place of the default on the same metric only", () => {
  const own = { metric: "startup_ms", limit: "p(95)<1" };
  const all = overridden(PRESETS[0]!.thresholds, [own]);
  assert.deepEqual(all.filter(({ metric }) => metric === "startup_ms"), [own]);
  assert.ok(all.some(({ metric }) => metric === "stalled_ratio"));
  const script = scriptThresholds([{ metric: "http_req_failed{a:b}", limit: "rate<0.5" }], [own]);
  const metrics = script.map(({ metric }) => metric);
  assert.ok(!metrics.includes("http_req_failed"));
  assert.ok(metrics.includes("iterations") && metrics.includes("checks"));
});
