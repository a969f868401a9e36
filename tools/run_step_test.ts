import assert from "node:assert/strict";
import { formatResult, runStep, runSteps } from "./run_step.ts";

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

Deno.test("runStep() hides NETOPS_ variables of the caller, except where the tools are", async () => {
  Deno.env.set("NETOPS_HOME", "/mine");
  Deno.env.set("NETOPS_TOOLS", "/tools");
  try {
    const code = "console.log(Deno.env.get('NETOPS_HOME'), Deno.env.get('NETOPS_TOOLS'))";
    assert.match(
      (await runStep({ name: "selftest", args: ["eval", code] })).output,
      /undefined \/tools/,
    );
  } finally {
    Deno.env.delete("NETOPS_HOME");
    Deno.env.delete("NETOPS_TOOLS");
  }
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
