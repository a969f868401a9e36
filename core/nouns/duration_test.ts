import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDurationMs, parseDurationMs } from "./duration.ts";

Deno.test("parseDurationMs() reads ms, s, m and h, whole and with a fraction", () => {
  const cases = { "500ms": 500, "3s": 3_000, "2m": 120_000, "1.5h": 5_400_000, " 0s ": 0 };
  for (const [text, ms] of Object.entries(cases)) assert.equal(parseDurationMs(text), ms);
});

Deno.test("parseDurationMs() refuses what is no duration, with the fix", () => {
  const huge = `${"9".repeat(400)}h`;
  for (const text of ["", "3", "3 s", "-1s", "1e3s", "3S", "3d", ".5s", "1s2s", "NaNms", huge]) {
    assert.throws(() => parseDurationMs(text), { code: "USAGE", fix: /500ms, 3s or 2m/ }, text);
  }
});

Deno.test("a printed duration reads back to within half a hundredth of its unit", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e10 }), (ms) => {
    const unitMs = ms >= 3_600_000 ? 3_600_000 : ms >= 60_000 ? 60_000 : ms >= 1_000 ? 1_000 : 1;
    assert.ok(Math.abs(parseDurationMs(formatDurationMs(ms)) - ms) <= unitMs * 0.005 + 0.5);
  }));
});

Deno.test("whole units come back exactly", () => {
  const whole = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom(1, 1_000, 60_000));
  fc.assert(fc.property(whole, ([count, unitMs]) => {
    fc.pre(count < 60);
    const ms = count * unitMs;
    assert.equal(parseDurationMs(formatDurationMs(ms)), ms);
  }));
});
