import assert from "node:assert/strict";
import { createDenoProgramRunner } from "./deno_program_runner.ts";
import { linuxProcesses } from "./linux_processes.ts";
import { psProcesses } from "./ps_processes.ts";

const processes = Deno.build.os === "linux" ? linuxProcesses : psProcesses;
const env = { PATH: Deno.env.get("PATH") ?? "" };
const request = { dir: "/tmp", env, limitBytes: 1000 };

Deno.test("a program's output comes byte by byte, with its exit code or signal", async () => {
  const runner = createDenoProgramRunner(processes, crypto.randomUUID());
  const result = await runner.run({ ...request, command: ["/bin/sh", "-c", "printf a; exit 3"] });
  assert.equal(new TextDecoder().decode(result.stdout), "a");
  assert.equal(result.code, 3);
  const killed = await runner.run({ ...request, command: ["/bin/sh", "-c", "kill -9 $$"] });
  assert.equal(killed.signal, "SIGKILL");
});

Deno.test("output above the limit is dropped and said to be", async () => {
  const runner = createDenoProgramRunner(processes, crypto.randomUUID());
  const command = ["/bin/sh", "-c", "head -c 5000 /dev/zero"] as const;
  const result = await runner.run({ ...request, command });
  assert.deepEqual([result.stdout.length, result.isCut], [1000, true]);
});

Deno.test("an abort takes the program and what it started", async () => {
  const runner = createDenoProgramRunner(processes, crypto.randomUUID());
  const controller = new AbortController();
  const command = ["/bin/sh", "-c", "sleep 31.4 & sleep 31.4; true"] as const;
  const running = runner.run({ ...request, command, signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 150));
  controller.abort(new Error("enough"));
  await assert.rejects(running, /enough/);
  assert.equal(runner.endAll(), 0);
});

const ESCAPES = {
  "that carries the mark is ended": "setsid sleep 31.6 & exit 0",
  "without any mark only loses its pipe": "env -i setsid sleep 3.6 & exit 0",
};
for (const [what, script] of Object.entries(ESCAPES)) {
  Deno.test(`an abort does not wait for who escaped and holds the output: one ${what}`, async () => {
    const runner = createDenoProgramRunner(processes, crypto.randomUUID());
    const controller = new AbortController();
    const command = ["/bin/sh", "-c", script] as const;
    const running = runner.run({ ...request, command, signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const abortedAtMs = performance.now();
    controller.abort(new Error("enough"));
    await assert.rejects(running, /enough/);
    assert.ok(performance.now() - abortedAtMs < 2_000);
    // A killed process may still be seen for a moment.
    while (runner.endAll() > 0) {
      assert.ok(performance.now() - abortedAtMs < 5_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

Deno.test("endAll() finds what a program left behind when it ended", async () => {
  const runner = createDenoProgramRunner(processes, crypto.randomUUID());
  const command = ["/bin/sh", "-c", "sleep 31.5 >/dev/null 2>&1 &"] as const;
  await runner.run({ ...request, command });
  assert.equal(runner.endAll(), 1);
});

Deno.test("a program that is not there is SPAWN_FAILED", async () => {
  const runner = createDenoProgramRunner(processes, crypto.randomUUID());
  await assert.rejects(runner.run({ ...request, command: ["/no/such/program"] }), {
    code: "SPAWN_FAILED",
  });
});
