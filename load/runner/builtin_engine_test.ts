import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { createBuiltinEngine } from "./builtin_engine.ts";
import type { EngineLine } from "./engine_port.ts";
import { FakeSpawner, orderOf } from "./runner_fixture.ts";

const FILES = { orderPath: "/tmp/none/order.json", accountsPath: "/tmp/none/accounts.json" };

Deno.test("the built-in engine is told its files, may read only their folder, and ends with its runner", async () => {
  const line = { type: "mark", index: 1, atMs: 2, mark: "stalled" };
  const spawner = new FakeSpawner([
    { stream: "stdout", text: JSON.stringify(line) },
    { stream: "stdout", text: `{"type":"other"}` },
    { stream: "stderr", text: "warning" },
  ]);
  const engine = createBuiltinEngine({
    ...{ spawner, timer: new FakeTimer(), denoPath: "/bin/deno", root: "/netops/" },
    env: { NETOPS_INSTANCE: "job-1" },
  });
  const run = await engine.start(orderOf(), FILES);
  const [request] = spawner.requests;
  assert.deepEqual(request?.command.slice(-3), [
    "/netops/load/engine/main.ts",
    FILES.orderPath,
    FILES.accountsPath,
  ]);
  assert.ok(request?.command.includes("--allow-read=/tmp/none"));
  assert.ok(request?.command.includes("--allow-net=127.0.0.0/8"));
  assert.equal(request?.pipeStdin, true);
  // By it the fleet finds what a dead runner left.
  assert.equal(request?.env["NETOPS_INSTANCE"], "job-1");
  const lines: EngineLine[] = [];
  for await (const one of run.lines) lines.push(one);
  assert.deepEqual(lines, [
    { kind: "session", line },
    { kind: "talk", text: `{"type":"other"}` },
    { kind: "talk", text: "warning" },
  ]);
});

Deno.test("a session whose last line came in parts is counted", async () => {
  const line = { type: "end", index: 1, titleId: "x".repeat(100) };
  const text = JSON.stringify(line);
  const spawner = new FakeSpawner([
    { stream: "stdout", text: text.slice(0, 70), part: 1 },
    { stream: "stdout", text: text.slice(70), part: 2 },
  ]);
  const engine = createBuiltinEngine({
    ...{ spawner, timer: new FakeTimer(), denoPath: "/bin/deno", root: "/netops/", env: {} },
  });
  const run = await engine.start(orderOf(), FILES);
  const lines: EngineLine[] = [];
  for await (const one of run.lines) lines.push(one);
  assert.deepEqual(lines, [{ kind: "session", line }]);
});
