import assert from "node:assert/strict";
import {
  childEnvironment,
  formatResult,
  runParts,
  runStep,
  runSteps,
  testStep,
} from "./run_step.ts";

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

/** A test file that says whether it passes by what its folder holds. */
async function runUnsteady(source: string) {
  const folder = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    await Deno.writeTextFile(`${folder}/a_test.ts`, source);
    await Deno.writeTextFile(`${folder}/b_test.ts`, "Deno.test('steady', () => {});");
    return await runStep(testStep("selftest_again", [folder]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("runStep() tells what passed only at the second try apart from what passed", async () => {
  const result = await runUnsteady(`Deno.test("cold", () => {
    const been = new URL("been", import.meta.url);
    try { Deno.statSync(been); } catch {
      Deno.writeTextFileSync(been, "");
      throw new Error("too early");
    }
  });`);
  assert.equal(result.isOk, true);
  assert.deepEqual(result.counts, { passed: 2, failed: 0, skipped: 0 });
  assert.deepEqual(result.unsteady.map(({ name }) => name), ["cold"]);
  assert.match(result.unsteady[0]?.message ?? "", /too early/);
  assert.match(formatResult(result), /2 passed, 1 of them only at the second try$/);
});

Deno.test("runStep() lets a test that fails twice fail", async () => {
  const result = await runUnsteady(`Deno.test("broken", () => { throw new Error("ever"); });`);
  assert.equal(result.isOk, false);
  assert.deepEqual(result.counts, { passed: 1, failed: 1, skipped: 0 });
  assert.deepEqual(result.failures.map(({ name }) => name), ["broken"]);
  assert.deepEqual(result.unsteady, []);
});

Deno.test("runStep() gives no second try to more failures than an accident makes", async () => {
  const folder = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    for (const name of ["a", "b", "c", "d"]) {
      const source = `Deno.test("${name}", () => {
        const been = new URL("been_${name}", import.meta.url);
        try { Deno.statSync(been); } catch { Deno.writeTextFileSync(been, ""); throw new Error("no"); }
      });`;
      await Deno.writeTextFile(`${folder}/${name}_test.ts`, source);
    }
    const step = testStep("selftest_many", [folder]);
    assert.equal((await runStep(step)).counts.failed, 4);
    await Deno.remove(`${folder}/been_a`);
    assert.equal((await runStep({ ...step, isOnce: true })).counts.failed, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runParts() counts its parts together, and tries again what failed in any of them", async () => {
  const folder = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    const bad = 'Deno.test("bad", () => { throw new Error("always"); });';
    await Deno.writeTextFile(`${folder}/a_test.ts`, bad);
    await Deno.writeTextFile(`${folder}/b_test.ts`, "Deno.test('good', () => {});");
    const parts = ["a", "b"].map((name) =>
      testStep(`selftest_part_${name}`, [`${folder}/${name}_test.ts`])
    );
    const result = await runParts("selftest_parts", parts);
    assert.equal(result.isOk, false);
    assert.deepEqual(result.counts, { passed: 1, failed: 1, skipped: 0 });
    assert.deepEqual(result.failures.map(({ name }) => name), ["bad"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runStep() tries a test of a harness again in its own file, and believes no run that left it out", async () => {
  const folder = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    await Deno.mkdir(`${folder}/tests`);
    const harness = "export const register = (title, body) => Deno.test(title, body);";
    await Deno.writeTextFile(`${folder}/harness.ts`, harness);
    const bad = (message: string) =>
      `import { register } from "../harness.ts";\nregister("bad", () => { throw new Error("${message}"); });`;
    await Deno.writeTextFile(`${folder}/tests/a_test.ts`, bad("always"));
    const { isOk, counts } = await runStep(testStep("selftest_harness", [`${folder}/tests`]));
    assert.equal(isOk, false);
    assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runStep() counts as failed only what failed twice", async () => {
  const result = await runUnsteady(`
    Deno.test("cold", () => {
      const been = new URL("been", import.meta.url);
      try { Deno.statSync(been); } catch { Deno.writeTextFileSync(been, ""); throw new Error("early"); }
    });
    Deno.test("broken", () => { throw new Error("ever"); });`);
  assert.equal(result.isOk, false);
  assert.deepEqual(result.counts, { passed: 2, failed: 1, skipped: 0 });
  assert.deepEqual(result.failures.map(({ name }) => name), ["broken"]);
  assert.deepEqual(result.unsteady.map(({ name }) => name), ["cold"]);
});
