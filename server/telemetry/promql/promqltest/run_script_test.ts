import assert from "node:assert/strict";
import { runScript } from "./run_script.ts";

const SCRIPTS = new URL("../../../../tests/data/promql/", import.meta.url);
const FEWEST_EVALS = 460;

Deno.test("every script in tests/data/promql passes, and together they ask enough", async (context) => {
  let count = 0;
  const names = (await Array.fromAsync(Deno.readDir(SCRIPTS)))
    .map(({ name }) => name).filter((name) => name.endsWith(".test")).sort();
  for (const name of names) {
    await context.step(name, async () => {
      const reports = runScript(await Deno.readTextFile(new URL(name, SCRIPTS)));
      count += reports.length;
      const failed = reports.filter(({ outcome }) => outcome !== "passed");
      assert.deepEqual(failed, []);
    });
  }
  assert.ok(count >= FEWEST_EVALS, `only ${count} evals`);
});

function outcomes(script: string): string[] {
  return runScript(script).map(({ outcome, why }) => `${outcome} ${why}`.trim());
}

Deno.test("a wrong value, series, order or count fails an eval", () => {
  const load = `load 1m\n  a{x="1"} 1 2\n  a{x="2"} 5\n\n`;
  const good = `eval instant at 0 sort(a)\n  expect ordered\n  a{x="1"} 1\n  a{x="2"} 5\n`;
  assert.deepEqual(outcomes(load + good), ["passed"]);
  const bad = [
    `eval instant at 0 a\n  a{x="1"} 1\n  a{x="2"} 5.1\n`,
    `eval instant at 0 a\n  a{x="1"} 1\n  a{x="3"} 5\n`,
    `eval instant at 0 a\n  a{x="1"} 1\n`,
    `eval instant at 0 sort_desc(a)\n  expect ordered\n  a{x="1"} 1\n  a{x="2"} 5\n`,
    `eval range from 0 to 1m step 1m a{x="1"}\n  a{x="1"} 1 3\n`,
    `eval range from 0 to 1m step 1m a{x="1"}\n  a{x="1"} _ 2\n`,
    `eval range from 0 to 1m step 1m a\n  a{x="1"} 1 2\n`,
    `eval instant at 0 1\n  2\n`,
    `eval instant at 0 "a"\n  expect string "b"\n`,
  ];
  for (const script of bad) {
    assert.match(outcomes(load + script)[0] ?? "", /^failed ./, script);
  }
});

Deno.test("expectations of failures and annotations are checked", () => {
  const load = `load 1m\n  a{x="1"} 1 2\n\n`;
  const good = [
    `eval instant at 0 topk(NaN, a)\n  expect fail\n`,
    `eval instant at 0 topk(NaN, a)\n  expect fail msg: Parameter value is NaN\n`,
    `eval instant at 0 topk(NaN, a)\n  expect fail regex: .*is NaN\n`,
    `eval_fail instant at 0 topk(NaN, a)\n`,
    `eval_fail instant at 0 topk(NaN, a)\n  expected_fail_message Parameter value is NaN\n`,
    `eval instant at 0 sum(\n  expect fail\n`,
    `eval instant at 0 quantile(2, a)\n  expect warn\n  expect no_info\n  {} Inf\n`,
    `eval_warn instant at 0 quantile(2, a)\n  {} Inf\n`,
    `eval instant at 1m rate(a[2m])\n  expect info regex: .*not be a counter.*\n  {x="1"} 0.0166666667\n`,
  ];
  for (const script of good) assert.deepEqual(outcomes(load + script), ["passed"], script);
  const bad = [
    `eval instant at 0 a\n  expect fail\n  a{x="1"} 1\n`,
    `eval instant at 0 topk(NaN, a)\n`,
    `eval instant at 0 topk(NaN, a)\n  expect fail msg: other\n`,
    `eval instant at 0 quantile(2, a)\n  expect no_warn\n  {} Inf\n`,
    `eval instant at 0 quantile(2, a)\n  expect warn msg: other\n  {} Inf\n`,
    `eval instant at 0 a\n  expect warn\n  a{x="1"} 1\n`,
    `eval instant at 0 sum(\n`,
  ];
  for (const script of bad) assert.match(outcomes(load + script)[0] ?? "", /^failed ./, script);
});

Deno.test("what needs native histograms is told to be unsupported, not passed", () => {
  const script = `load 1m\n  h {{schema:0 sum:1 count:1}}x3\n  a 1\n\n`;
  assert.match(outcomes(`${script}eval instant at 0 h\n`)[0] ?? "", /^unsupported/);
  assert.match(
    outcomes(`${script}eval instant at 0 a\n  a {{schema:0}}\n`)[0] ?? "",
    /^unsupported/,
  );
  assert.deepEqual(outcomes(`${script}eval instant at 0 a\n  a 1\n`), ["passed"]);
});
