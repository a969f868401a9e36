import assert from "node:assert/strict";
import { createHost } from "./host.ts";
import type { SpawnedGroup, SpawnRequest } from "../ports/spawner.ts";
import { createDenoSpawner } from "./deno_spawner.ts";
import { linuxProcesses } from "./linux_processes.ts";

const ignore = Deno.build.os !== "linux";
const spawner = createDenoSpawner(linuxProcesses);
const PATH = "/usr/local/bin:/usr/bin:/bin";

/** Starts a shell script as a group. */
function shell(script: string, options: Partial<SpawnRequest> = {}): Promise<SpawnedGroup> {
  const command: [string, ...string[]] = ["/bin/sh", "-c", script];
  return spawner.spawn({ command, dir: "/", env: { PATH }, pipeStdin: false, ...options });
}

async function textsOf(group: SpawnedGroup): Promise<string[]> {
  const texts: string[] = [];
  for await (const line of group.lines) texts.push(`${line.stream}: ${line.text}`);
  return texts;
}

Deno.test({
  name: "spawn() gives the child this folder, this environment and nothing else",
  ignore,
}, async () => {
  const group = await shell("pwd; env | sort; echo bad >&2", {
    dir: "/usr",
    env: { PATH, GREETING: "hi" },
  });
  const texts = await textsOf(group);
  assert.deepEqual(await group.exited, { code: 0 });
  assert.ok(texts.includes("stderr: bad"));
  const out = texts.filter((text) => text.startsWith("stdout: ")).map((text) => text.slice(8));
  assert.equal(out[0], "/usr");
  const names = out.slice(1).map((line) => line.split("=")[0]);
  assert.deepEqual(names.filter((name) => !["_", "PWD", "OLDPWD", "SHLVL"].includes(name!)), [
    "GREETING",
    "PATH",
  ]);
});

Deno.test(
  { name: "signal() reaches grandchildren", ignore },
  async () => {
    const group = await shell("sleep 300 & sh -c 'sleep 301 & echo up; wait' & wait");
    const lines = group.lines[Symbol.asyncIterator]();
    await lines.next();
    assert.ok(linuxProcesses.groupMembers(group.pid).length >= 4);
    assert.equal(group.signal("SIGKILL"), true);
    assert.equal((await group.exited).signal, "SIGKILL");
    assert.equal((await lines.next()).done, true);
    assert.deepEqual(linuxProcesses.groupMembers(group.pid), []);
  },
);

Deno.test(
  { name: "spawn() leads a group of its own and knows when it started", ignore },
  async () => {
    const group = await shell("echo $$; cat", { pipeStdin: true });
    assert.equal(group.startMark, linuxProcesses.startMark(group.pid));
    const lines = group.lines[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value?.text, String(group.pid));
    await group.write("to the child\n");
    assert.equal((await lines.next()).value?.text, "to the child");
    group.signal("SIGKILL");
    await group.exited;
    assert.equal((await lines.next()).done, true);
  },
);

Deno.test(
  { name: "write() without a pipe is a bug, signal() to nobody is false", ignore },
  async () => {
    const group = await shell("exit 3");
    await assert.rejects(group.write("x"), { code: "BUG" });
    assert.deepEqual(await group.exited, { code: 3 });
    assert.equal(group.signal("SIGTERM"), false);
    assert.deepEqual(await textsOf(group), []);
  },
);

Deno.test("spawn() says which program is missing, and how to mend it", async () => {
  const spawn = spawner.spawn({
    command: ["no-such-program-here"],
    dir: "/",
    env: { PATH },
    pipeStdin: false,
  });
  await assert.rejects(spawn, {
    code: "SPAWN_FAILED",
    message: 'Cannot start "no-such-program-here" as it is not on this machine',
    fix: "install no-such-program-here, or put it on PATH",
  });
});

Deno.test("spawn() fails when its folder is missing", async () => {
  await assert.rejects(shell("true", { dir: "/no/such/folder" }), { code: "SPAWN_FAILED" });
});

Deno.test("spawn() says that a script is not executable, and how to make it so", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/run.sh`, "#!/bin/sh\n", { mode: 0o644 });
    const request = { command: ["./run.sh"] as [string], dir, env: {}, pipeStdin: false };
    await assert.rejects(createHost().spawner.spawn(request), {
      message: 'Cannot start "./run.sh" as it is not executable',
      fix: "chmod +x ./run.sh",
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test({
  name: "a process that may run one program finds it, starts it and ends it",
  ignore,
  permissions: { run: ["sh"], read: false },
}, async () => {
  const group = await spawner.spawn({
    command: ["sh", "-c", "echo up; read -r line"],
    dir: "/",
    env: { PATH },
    pipeStdin: true,
  });
  const lines = group.lines[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value?.text, "up");
  assert.equal(group.signal("SIGKILL"), true);
  assert.equal((await group.exited).signal, "SIGKILL");
  assert.equal((await lines.next()).done, true);
  assert.equal(group.signal("SIGKILL"), false);
  await assert.rejects(
    spawner.spawn({ command: ["cat"], dir: "/", env: { PATH }, pipeStdin: false }),
    { code: "SPAWN_FAILED" },
  );
});
