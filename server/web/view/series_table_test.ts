import assert from "node:assert/strict";
import { formatBytes, formatValue } from "./format.ts";
import { extremesOf, indexAt, valueAt } from "./series_table.tsx";

const CHART = { query: "q", fromMs: 10_000, stepMs: 2_000, steps: 3, series: [], total: 0 };
const series = (...values: (number | null)[]) => ({ name: "s", labels: {}, values });

Deno.test("indexAt() is the nearest step, and none outside of the chart", () => {
  const found = [10_000, 10_900, 11_100, 14_900, 15_100, 8_900].map((at) => indexAt(CHART, at));
  assert.deepEqual(found, [0, 0, 1, 2, undefined, undefined]);
});

Deno.test("valueAt() is the value at the cursor, and without one the last that is known", () => {
  assert.equal(valueAt(series(1, 2, null), undefined), 2);
  assert.equal(valueAt(series(1, 2, null), 2), null);
  assert.equal(valueAt(series(), undefined), null);
});

Deno.test("extremesOf() leaves gaps out", () => {
  assert.deepEqual(extremesOf(series(4, null, 2)), { least: 2, mean: 3, most: 4 });
  assert.deepEqual(extremesOf(series(null)), { least: null, mean: null, most: null });
});

Deno.test("formatValue() says units, and a gap is no zero", () => {
  const text = (value: number | null, unit: Parameters<typeof formatValue>[1]) =>
    formatValue(value, unit);
  assert.deepEqual(
    [text(0.0123, "seconds"), text(0.5, "ratio"), text(12.345, "per-second"), text(null, "bytes")],
    ["12 ms", "50 %", "12.3/s", "–"],
  );
  assert.deepEqual([0, 1023, 65 * 1024 ** 2].map(formatBytes), ["0 B", "1023 B", "65.0 MiB"]);
  assert.equal(text(0.0000123, "number"), "1.2e-5");
});
