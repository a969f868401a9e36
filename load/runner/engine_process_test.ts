import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { startEngineProcess } from "./engine_process.ts";
import type { EngineLine } from "./engine_port.ts";
import { FakeSpawner } from "./runner_fixture.ts";

async function started(spawner = new FakeSpawner()) {
  const timer = new FakeTimer();
  const run = await startEngineProcess({
    ...{ command: ["k6"], dir: "/", env: {}, pipeStdin: false },
    read: ({ text }) => text === "" ? undefined : { kind: "talk", text },
  }, { spawner, timer });
  return { timer, run, spawner };
}

Deno.test("an engine that does not end when it is told to is killed after 1.5 s", async () => {
  const { timer, run, spawner } = await started();
  run.stop();
  run.stop();
  await timer.advance(1_499);
  assert.deepEqual(spawner.signals, ["SIGINT"]);
  await timer.advance(1);
  assert.deepEqual(spawner.signals, ["SIGINT", "SIGKILL"]);
  spawner.exit({ code: 137, signal: "SIGKILL" });
  assert.deepEqual(await run.ended, { exitCode: undefined, signal: "SIGKILL" });
});

Deno.test("an engine that ends leaves no timer and none of its children", async () => {
  const { timer, run, spawner } = await started();
  run.stop();
  spawner.exit({ code: 105 });
  assert.deepEqual(await run.ended, { exitCode: 105 });
  assert.equal(timer.pendingCount, 0);
  assert.deepEqual(spawner.signals, ["SIGINT", "SIGKILL"]);
});

Deno.test("lines are read in order, and those that nobody needs are left out", async () => {
  const said = ["a", "", "b"].map((text) => ({ stream: "stdout" as const, text }));
  const { run } = await started(new FakeSpawner(said));
  const lines: EngineLine[] = [];
  for await (const line of run.lines) lines.push(line);
  assert.deepEqual(lines, [{ kind: "talk", text: "a" }, { kind: "talk", text: "b" }]);
});
