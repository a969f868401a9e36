import assert from "node:assert/strict";
import { childEnvironment, formatResult, runStep, runSteps, testStep } from "./run_step.ts";

Deno.test("runStep() keeps the output and counts a failed check as one failure", async () => {
  const bad = await runStep({
    name: "selftest",
    args: ["eval", "console.log('said'); Deno.exit(3)"],
  });
  assert.equal(bad.isOk, false);
  assert.match(bad.output, /said/);
  assert.deepEqual(bad.counts, { passed: 0, failed: 1, skipped: 0 });
  assert.match(formatResult(bad), /^FAIL {2}selftest +[\d,]+ ms {2}0 passed, 1 failed$/);
});

Deno.test("childEnvironment() hides a run of the user, and tells where the tools are", () => {
  const env = { PATH: "/bin", NETOPS_HOME: "/mine", NETOPS_TOOLS: "/tools", CI: "true" };
  const { NETOPS_HOME: _, ...kept } = env;
  assert.deepEqual(childEnvironment(env), { ...kept, NO_COLOR: "1" });
});

Deno.test("runSteps() runs every step and reports each as it ends", async () => {
  const ended: string[] = [];
  const steps = ["selftest_a", "selftest_b", "selftest_c"].map((name) => ({
    name,
    args: ["eval", `console.log("${name}")`],
  }));
  const results = await runSteps(steps, { width: 2, onEnd: ({ name }) => ended.push(name) });
  assert.equal(results.length, 3);
  assert.deepEqual(ended.sort(), steps.map(({ name }) => name));
});

Deno.test("testStep() has nothing to run, and does not fail, where there are no tests", async () => {
  const step = testStep("selftest_none", ["tests/no_such_layer"]);
  const { isOk, counts } = await runStep(step);
  assert.deepEqual({ isOk, counts }, { isOk: true, counts: { passed: 0, failed: 0, skipped: 0 } });
  assert.ok(testStep("selftest_some", ["tests/no_such_layer", "tools"]).args.includes("tools"));
});
