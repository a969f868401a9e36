import assert from "node:assert/strict";
import { createPaint } from "../print/color.ts";
import type { SloView } from "../records/records_api.ts";
import { sloExitCode, sloLines } from "./slo_table.ts";

const MET: SloView = {
  ...{ name: "stream-starts", objective: 0.99, windowMs: 3_600_000, share: 0.99999 },
  ...{ budgetLeftRatio: 0.999, state: "met" },
  burn: [{ windowMs: 60_000, rate: 0.5 }, { windowMs: 300_000 }],
};
const PLAIN = { paint: createPaint(false), plain: true };

Deno.test("a table of objectives says share, budget, burn rates and state in words", () => {
  assert.deepEqual(sloLines([MET], PLAIN), [
    "SLO            OBJECTIVE    GOOD  BUDGET LEFT  BURN RATES    STATE",
    "stream-starts  99% of 1h  99.99%        99.9%  1m 0.5, 5m -  met",
  ]);
  assert.deepEqual(sloLines([], PLAIN), []);
});

Deno.test("a state has a symbol and a word, also without colour", () => {
  const states = ["met", "burning", "exhausted", "unknown"] as const;
  const lines = sloLines(states.map((state) => ({ ...MET, state })), { ...PLAIN, plain: false });
  const ends = lines.slice(1).map((line) => line.split("  ").at(-1));
  assert.deepEqual(ends, ["● met", "◐ burning", "× exhausted", "? unknown"]);
});

Deno.test("what is wrong with a query is said below the table, made harmless", () => {
  const { share: _, budgetLeftRatio: _left, ...rest } = MET;
  const odd: SloView = { ...rest, burn: [], state: "unknown", error: "bad \u001b[31mquery" };
  const lines = sloLines([odd], PLAIN);
  assert.match(lines[1] ?? "", /99% of 1h +- +- +- +unknown$/);
  assert.match(lines[2] ?? "", /^! stream-starts: bad /);
  assert.ok(!lines.join("").includes("\u001b"));
});

Deno.test("an overspent budget is below nothing", () => {
  const line = sloLines([{ ...MET, share: 0.98, budgetLeftRatio: -1 }], PLAIN)[1];
  assert.match(line ?? "", /98% +-100%/);
});

Deno.test("burning and exhausted exit 5, unknown 9, all met 0", () => {
  const code = (...states: SloView["state"][]) => sloExitCode(states.map((state) => ({ state })));
  assert.deepEqual([code(), code("met"), code("met", "unknown")], [0, 0, 9]);
  assert.deepEqual([code("unknown", "burning"), code("exhausted", "met")], [5, 5]);
});
