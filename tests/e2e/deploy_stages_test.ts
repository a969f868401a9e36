import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import { ConductorCalls } from "../harness/conductor_calls.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";

/** Status, reason and outputs of each stage: what a failed assertion is to show. */
function told({ stages }: ExecutionView): Record<string, unknown> {
  return Object.fromEntries(
    stages.map(({ name, status, reason, outputs }) => [name, { status, reason, outputs }]),
  );
}

function assertEnded(view: ExecutionView, status: string): void {
  assert.equal(view.status, status, JSON.stringify(told(view), null, 2));
}

Deno.test("stages do what they say on a real platform, and take back what they could not end", async (t) => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const { urls } = await platform.up();
  const conductor = new ConductorCalls(platform);
  const here = platform.dir;

  await t.step("bake, run, http, until and assert pass values on", async () => {
    const view = await conductor.carryOut("hello", [
      { name: "bake", type: "bake", from: { kind: "dir", dir: `${here}/hello` } },
      {
        ...{ name: "test", type: "run", dir: here, command: ["/bin/sh", "-c", 'test -n "$V"'] },
        env: { V: { output: "bake.version" } },
      },
      { name: "call", type: "http", url: "/hello/" },
      {
        ...{ name: "up", type: "until" },
        question: { query: 'sum(up{app="hello"}) or vector(2)', is: ">=", right: 1 },
      },
      {
        ...{ name: "so", type: "assert" },
        that: [
          { left: { output: "call.status" }, is: "=", right: 200 },
          { left: { output: "bake.isNew" }, is: "=", right: false },
          { left: { output: "call.body" }, is: "matches", right: "version" },
        ],
        questions: [{ url: `${urls["gateway"]}/hello/health`, body: "ok" }],
      },
      { name: "rest", type: "wait", durationMs: 300 },
    ]);
    assertEnded(view, "SUCCEEDED");
    assert.match(view.stages[0]?.reason ?? "", /^unchanged/);
  });

  await t.step("a command that fails fails the pipeline with its last lines", async () => {
    const command = ["/bin/sh", "-c", "echo one; echo two of 3 failed >&2; exit 3"];
    const view = await conductor.carryOut("hello", [
      { name: "test", type: "run", dir: here, command },
      { name: "rest", type: "wait", durationMs: 1 },
    ]);
    assertEnded(view, "TERMINAL");
    assert.match(view.stages[0]?.reason ?? "", /exit code 3: one \| two of 3 failed$/);
    assert.equal(view.stages[1]?.status, "NOT_STARTED");
  });

  await t.step("an abort stops the command and everything it started", async () => {
    const mark = `sleep 31${Math.floor(Math.random() * 1e6)}`;
    const { id } = await conductor.start("hello", [
      { name: "long", type: "run", dir: here, command: ["/bin/sh", "-c", `${mark} & wait`] },
    ]);
    await until("the command runs", 20_000, () => isRunning(mark));
    await conductor.ask("POST", `/executions/${id}/wish`, { wish: "abort", by: "test" });
    assertEnded(await conductor.end(id), "CANCELED");
    await until("the command is gone", 20_000, async () => !await isRunning(mark));
  });

  await t.step("an answer in the right role lets on", async () => {
    const { id } = await conductor.start("hello", [
      { name: "ok", type: "approve", message: "Ship it?", roles: ["sre"] },
    ]);
    const answer = { wish: "answer", by: "ada", stage: "ok", approve: true };
    await conductor.ask("POST", `/executions/${id}/wish`, { ...answer, role: "guest" });
    await until("the wrong role is told", 20_000, async () => {
      const view = await conductor.ask<ExecutionView>("GET", `/executions/${id}`);
      return /does not count/.test(view.stages[0]?.reason ?? "");
    });
    await conductor.ask("POST", `/executions/${id}/wish`, { ...answer, role: "sre" });
    const view = await conductor.end(id);
    assertEnded(view, "SUCCEEDED");
    assert.deepEqual(view.stages[0]?.outputs, { approvedBy: "ada", approved: true });
  });

  await t.step(
    "a stored pipeline is carried out as a stage, and its failure is the stage's",
    async () => {
      await conductor.keep({
        ...{ name: "child", app: "hello" },
        stages: [{ name: "so", type: "assert", that: [{ left: 1, is: "=", right: 2 }] }],
      });
      const view = await conductor.carryOut("hello", [
        { name: "inner", type: "pipeline", pipeline: "child" },
      ]);
      assertEnded(view, "TERMINAL");
      assert.match(view.stages[0]?.reason ?? "", /^child \(.*\) ended as TERMINAL.*not so: 1 = 2/);
    },
  );

  await t.step(
    "a group is resized, and the last one with requests is never taken away",
    async () => {
      const [row] = (await platform.ps()).filter(({ app }) => app === "hello");
      const group = row!.serverGroup;
      const grown = await conductor.carryOut("hello", [
        { name: "size", type: "resize", group, replicas: 3 },
      ]);
      assertEnded(grown, "SUCCEEDED");
      assert.equal((await platform.ps()).filter(({ app }) => app === "hello").length, 3);
      for (const type of ["disable", "destroy"]) {
        const view = await conductor.carryOut("hello", [{ name: "off", type, group }]);
        assertEnded(view, "TERMINAL");
        assert.match(view.stages[0]?.reason ?? "", /refused by the traffic guard/);
      }
      const none = await conductor.carryOut("hello", [
        { name: "size", type: "resize", group, replicas: 0 },
      ]);
      assertEnded(none, "TERMINAL");
    },
  );

  await t.step("a second group is enabled beside the first, disabled and destroyed", async () => {
    await platform.write("hello/note.txt", "another version");
    const spawned = await conductor.carryOut("hello", [
      { name: "bake", type: "bake", from: { kind: "dir", dir: `${here}/hello` } },
      { name: "deploy", type: "deploy", strategy: "none", artifact: { output: "bake.artifact" } },
      { name: "on", type: "enable", group: { output: "deploy.group" } },
    ]);
    assertEnded(spawned, "SUCCEEDED");
    const fresh = String(spawned.stages[2]?.outputs["group"]);
    const rows = (await platform.ps()).filter(({ app }) => app === "hello");
    assert.ok(rows.some(({ serverGroup }) => serverGroup === fresh));
    const over = await conductor.carryOut("hello", [
      { name: "off", type: "disable", group: fresh },
      { name: "on", type: "enable", group: fresh },
      { name: "end", type: "destroy", group: fresh },
    ]);
    assertEnded(over, "SUCCEEDED");
    const left = (await platform.ps()).filter(({ serverGroup }) => serverGroup === fresh);
    assert.deepEqual(left, []);
  });

  await t.step("an experiment that holds lets on, and one of an unknown name fails", async () => {
    const view = await conductor.carryOut("hello", [{
      ...{ name: "break", type: "chaos", experiment: EXPERIMENT, targets: ["hello"] },
    }]);
    assertEnded(view, "SUCCEEDED");
    assert.deepEqual(view.stages[0]?.outputs, { verdict: "held", runs: 1 });
    const unknown = await conductor.carryOut("hello", [
      { name: "break", type: "chaos", experiment: "no-such-thing" },
    ]);
    assertEnded(unknown, "TERMINAL");
    assert.match(unknown.stages[0]?.reason ?? "", /Cannot find "no-such-thing"/);
  });
});

/** Looks only: the steady state is that the service answers. */
const EXPERIMENT = JSON.stringify({
  title: "The service answers",
  description: "A look at it",
  configuration: { target: "nobody" },
  "steady-state-hypothesis": {
    title: "It answers",
    probes: [{
      ...{ type: "probe", name: "target", tolerance: 0 },
      provider: { type: "process", path: "test", arguments: "${target} = hello" },
    }],
  },
  method: [],
});

async function isRunning(words: string): Promise<boolean> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (line.replaceAll("\0", " ").trim() === words) return true;
  }
  return false;
}
