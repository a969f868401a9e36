import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { oracleTest } from "../../tools/oracle.ts";
import { type EvalReport, runScript } from "../../server/telemetry/promql/promqltest/run_script.ts";

/** The share of evals, without those on native histograms, that must pass. */
const FLOOR = 1;
/** Evals that pass at least, so that nothing is called unsupported to look better. */
const FEWEST_PASSED = 1_290;

oracleTest("prometheus", "PromQL: Prometheus' own test scripts", async ({ path }, _, context) => {
  const folder = join(dirname(path), "..", "testdata");
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const totals = { passed: 0, failed: 0, unsupported: 0 };
  for (const name of names.filter((one) => one.endsWith(".test"))) {
    const reports = runScript(await Deno.readTextFile(join(folder, name)));
    const counts = countsOf(reports);
    for (const outcome of ["passed", "failed", "unsupported"] as const) {
      totals[outcome] += counts[outcome];
    }
    const title = `${name}: ${counts.passed} passed, ${counts.failed} failed, ` +
      `${counts.unsupported} need what is not here`;
    await context.step(title, () => {
      for (const { line, query, outcome, why } of reports) {
        if (outcome === "failed") console.log(`${name}:${line} ${query}: ${why}`);
      }
    });
  }
  const share = totals.passed / (totals.passed + totals.failed);
  assert.ok(share >= FLOOR, `${(share * 100).toFixed(2)} % pass: ${JSON.stringify(totals)}`);
  assert.ok(totals.passed >= FEWEST_PASSED, JSON.stringify(totals));
});

function countsOf(reports: readonly EvalReport[]) {
  const count = (outcome: EvalReport["outcome"]) =>
    reports.filter((report) => report.outcome === outcome).length;
  return { passed: count("passed"), failed: count("failed"), unsupported: count("unsupported") };
}
