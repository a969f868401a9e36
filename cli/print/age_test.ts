import assert from "node:assert/strict";
import { formatAge, formatBytes } from "./age.ts";

Deno.test("formatAge() keeps two units at most", () => {
  const ages = [0, 999, 3_250, 59_990, 250_000, 7_500_000, 273_600_000].map(formatAge);
  assert.deepEqual(ages, ["0ms", "999ms", "3.2s", "59.9s", "4m10s", "2h05m", "3d04h"]);
});

Deno.test("formatBytes() uses powers of 1000", () => {
  assert.deepEqual([12, 1_500, 812_000_000, 1_400_000_000].map(formatBytes), [
    "12 B",
    "2 kB",
    "812 MB",
    "1.4 GB",
  ]);
});
