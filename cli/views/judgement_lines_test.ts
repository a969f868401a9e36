import assert from "node:assert/strict";
import { judge } from "@netops/pipelines";
import { createFixedRng } from "@netops/core/testing";
import { createPaint } from "../print/color.ts";
import { judgementLines } from "./judgement_lines.ts";

const PLAIN = { paint: createPaint(false), plain: true };

function judged(experiment: readonly number[], canary: { readonly critical?: boolean } = {}) {
  const config = {
    metrics: [{
      ...{ name: "errors", groups: ["errors"] },
      analysisConfigurations: { canary: { direction: "increase", ...canary } },
    }],
  };
  const data = { errors: { control: Array<number>(12).fill(1), experiment } };
  return judge(config, data, { mode: "netops", rng: createFixedRng("view") });
}

Deno.test("a verdict is said with its score, what decided, a row a metric, and why", () => {
  const lines = judgementLines(judged(Array<number>(12).fill(3), { critical: true }), PLAIN);
  assert.deepEqual(lines.slice(0, 5), [
    "FAIL  score 0  pass 75, marginal 50, judged by netops",
    "decided by critical-metric: errors is High",
    "",
    "METRIC  RESULT         CHANGE  FROM  TO  SAMPLES  GROUPS",
    "errors  High critical       2     2   2    12/12  errors",
  ]);
  assert.match(lines[6] ?? "", /^errors: The shift is 2 \(2 to 2\): p < 0\.0001 against 0\.01$/);
});

Deno.test("a result has a symbol and a word, also without colour", () => {
  const marks = { ...PLAIN, plain: false };
  const rowOf = (experiment: readonly number[]) => judgementLines(judged(experiment), marks)[4];
  assert.match(rowOf(Array<number>(12).fill(3)) ?? "", /↑ High/);
  assert.match(rowOf(Array<number>(12).fill(1)) ?? "", /✓ Pass/);
  assert.match(rowOf([1, 2]) ?? "", /\? Nodata +- +- +- +2\/12/);
});

Deno.test("an inconclusive verdict has no score and says what is needed", () => {
  const lines = judgementLines(judged([1, 2]), PLAIN);
  assert.match(lines[0] ?? "", /^INCONCLUSIVE {2}no score/);
  assert.match(lines[1] ?? "", /not-enough-data: errors is Nodata/);
  assert.match(lines.at(-1) ?? "", /2 of the experiment; 10 samples a side are needed/);
});

Deno.test("names out of a file are made harmless", () => {
  const config = { metrics: [{ name: "bad \u001b[31mname", groups: ["g"] }] };
  const odd = judge(config, {}, { mode: "netops", rng: createFixedRng("view") });
  assert.ok(!judgementLines(odd, PLAIN).join("").includes("\u001b"));
});
