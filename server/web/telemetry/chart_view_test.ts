import assert from "node:assert/strict";
import fc from "fast-check";
import { chartOf, gridOf, MOST_SERIES, seriesNames } from "./chart_view.ts";

Deno.test("gridOf() ends on a whole step that is not in the future, with at most 241 points", () => {
  const range = fc.constantFrom(300_000, 900_000, 3_600_000, 86_400_000);
  fc.assert(fc.property(range, fc.integer({ min: 1e12, max: 2e12 }), (rangeMs, nowMs) => {
    const { fromMs, stepMs, steps } = gridOf(rangeMs, nowMs);
    const endMs = fromMs + (steps - 1) * stepMs;
    assert.ok(endMs <= nowMs && nowMs - endMs < stepMs && endMs % stepMs === 0);
    assert.ok(endMs - fromMs === rangeMs && steps >= 120 && steps <= 241);
  }));
});

const GRID = { fromMs: 10_000, stepMs: 2_000, steps: 4 };

Deno.test("chartOf() puts each value on its step and leaves gaps for what is no number", () => {
  const values = [[10, "1"], [14, "NaN"], [16, "+Inf"], [12, "0.5"], [18, "9"]] as const;
  const chart = chartOf("q", [{ metric: { app: "a" }, values }], GRID);
  assert.deepEqual(chart.series[0]?.values, [1, 0.5, null, null]);
});

Deno.test("chartOf() keeps the series with the highest peaks, and says how many there were", () => {
  const rows = Array.from({ length: 30 }, (_, n) => ({
    metric: { app: `a${String(n).padStart(2, "0")}` },
    values: [[10, String(n)]] as const,
  }));
  const chart = chartOf("q", rows, GRID);
  assert.deepEqual([chart.series.length, chart.total], [MOST_SERIES, 30]);
  assert.deepEqual(chart.series.map((one) => one.name).slice(0, 2), ["a10", "a11"]);
});

Deno.test("seriesNames() says what tells series apart, and no more", () => {
  assert.deepEqual(seriesNames([{ app: "a", job: "x" }, { app: "b", job: "x" }]), ["a", "b"]);
  assert.deepEqual(seriesNames([{ app: "a", job: "a" }, { app: "b", job: "b" }]), ["a", "b"]);
  assert.deepEqual(
    seriesNames([{ app: "a", code: "200" }, { app: "a", code: "500" }, { app: "b", code: "200" }]),
    ["app=a code=200", "app=a code=500", "app=b code=200"],
  );
  const twins = [{ app: "a", instance: "a-1" }, { app: "a", instance: "a-2" }];
  assert.deepEqual(seriesNames(twins), ["a-1", "a-2"]);
  assert.deepEqual(seriesNames([{}]), ["value"]);
  assert.deepEqual(seriesNames([{ app: "a" }]), ["a"]);
  assert.deepEqual(seriesNames([]), []);
});
