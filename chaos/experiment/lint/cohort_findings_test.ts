import assert from "node:assert/strict";
import { document, fault, httpProbe, hypothesis } from "../experiment_fixture.ts";
import { lintText } from "./lint_experiment.ts";

const HELD = hypothesis(httpProbe("answers", 200));
const ON_ARM = fault("f", { fault: "request-abort", cohort: "experiment" });

function findings(cohorts: unknown, method: readonly unknown[] = [ON_ARM]): string[] {
  const netops = cohorts === undefined ? {} : { netops: { cohorts } };
  const text = JSON.stringify(document({ ...HELD, ...netops, method }));
  return lintText(text, "x.json").map(({ message }) => message);
}

Deno.test("arms with a fault of chosen requests have nothing wrong with them", () => {
  const full = { percent: 25, by: "request", least: 50 };
  assert.deepEqual(findings({ ...full, tolerance: { failures: 0.05, latency: "20ms" } }), []);
  assert.deepEqual(findings({ tolerance: { failures: 0 } }), []);
  const word = fault("f", { fault: "request-${kind}", cohort: "experiment" });
  assert.deepEqual(findings({ tolerance: { failures: 0 } }, [word]), []);
});

Deno.test("what arms cannot be is told at its place", () => {
  const rows: [unknown, RegExp][] = [
    [{ tolerance: { failures: 2 } }, /tolerance\.failures.* too large/],
    [{ percent: 60, tolerance: { failures: 0 } }, /percent.* too large/],
    [{ by: "user", tolerance: { failures: 0 } }, /must be "account" or "request"/],
    [{ percent: 10 }, /tolerance is missing/],
    [{ tolerance: { latency: "20ms" } }, /failures is missing/],
    [{ tolerance: { failures: 0, latency: "20" } }, /latency.* is not written as it must be/],
    [{ percnt: 5, tolerance: { failures: 0 } }, /Unknown key "percnt"/],
    [{ tolerance: { failures: 0, latncy: "1s" } }, /Unknown key "latncy"/],
  ];
  for (const [cohorts, message] of rows) {
    const told = findings(cohorts);
    assert.ok(told.some((one) => message.test(one)), `${JSON.stringify(cohorts)}: ${told}`);
  }
});

Deno.test("arms without a fault, a fault without arms, and one that hits whole instances are told", () => {
  const arms = { tolerance: { failures: 0 } };
  assert.deepEqual(findings(arms, [fault("f")]), ["No fault of the method is given to an arm"]);
  assert.deepEqual(findings(undefined), ["The experiment declares no arms"]);
  const whole = fault("f", { cohort: "experiment" });
  assert.match(findings(arms, [whole])[0] ?? "", /"process-pause" hits whole instances/);
  const other = fault("f", { fault: "request-abort", cohort: "control" });
  assert.match(findings(arms, [other]).join(), /cohort.*must be "experiment"/);
});
