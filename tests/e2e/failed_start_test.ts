import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { type CliResult, TestPlatform } from "../harness/platform.ts";

const UP = ["up", "-d", "--isolated"];

/** The last line that is not empty: where the eye of a tired reader lands. */
function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

function assertFails(result: CliResult, code: number, pattern: RegExp): void {
  const said = `exit ${result.code}\n${result.stdout}\n${result.stderr}`;
  assert.equal(result.code, code, said);
  assert.match(result.stderr, pattern, said);
}

function yaml(service: string): Record<string, string> {
  return { ...HELLO_FILES, "netops.yaml": `platform: none\nservices:\n  hello:\n${service}` };
}

Deno.test("up says what holds a taken port and how to go round it, and leaves nothing", async () => {
  const holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = holder.addr as Deno.NetAddr;
  try {
    await using platform = await TestPlatform.create({
      ...HELLO_FILES,
      "netops.yaml": `${
        HELLO_FILES["netops.yaml"]
      }ports: { gateway: ${port}, ops: 0, registry: 0, telemetry: 0 }\n`,
    });
    const result = await platform.run(["up", "-d"]);
    assertFails(result, 1, new RegExp(`${port}.*held by pid ${Deno.pid}`));
    assert.match(lastLine(result.stderr), /netops up --isolated/);
    assert.deepEqual(platform.processes(), []);
  } finally {
    holder.close();
  }
});

Deno.test("up on a full disk says so, exits 1 and leaves no process", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await Deno.mkdir(platform.home);
  const mounted = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=64k", "tmpfs", platform.home],
    stderr: "null",
  }).output();
  assert.ok(mounted.success, "this test mounts a small file system, which needs root");
  try {
    await Deno.writeFile(`${platform.home}/ballast`, new Uint8Array(60 * 1024));
    const result = await platform.run(UP);
    assertFails(result, 1, /disk is full/);
    assert.deepEqual(platform.processes(), []);
  } finally {
    await new Deno.Command("umount", { args: [platform.home] }).output();
  }
});

Deno.test("up in a home that cannot be written says so and how to choose another", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await Deno.writeTextFile(`${platform.dir}/file`, "not a folder");
  const result = await platform.run(UP, { NETOPS_HOME: `${platform.dir}/file/home` });
  assertFails(result, 1, /Cannot write .*file\/home/);
  assert.match(lastLine(result.stderr), /--home/);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a second up in one home is refused and names the first", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const before = platform.processes().length;
  const result = await platform.run(UP);
  assertFails(result, 1, /already/i);
  assert.match(lastLine(result.stderr), /netops down/);
  assert.equal(platform.processes().length, before);
});

Deno.test("two ups at the same moment: one wins, the other is refused, and the winner is whole", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const results = await Promise.all([platform.run(UP), platform.run(UP)]);
  assert.deepEqual(results.map((r) => r.code).sort(), [0, 1], results.map((r) => r.stderr).join());
  assert.equal(await platform.isHealthy(), true);
});

Deno.test("broken YAML is refused with file, line and column", async () => {
  await using platform = await TestPlatform.create({
    "netops.yaml": "services:\n  a: [1\n  b: 2\n",
  });
  assertFails(await platform.run(UP), 2, /netops\.yaml:\d+:\d+/);
});

Deno.test("an unknown option exits 2 and suggests the right one", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  assertFails(await platform.run(["up", "--isolatd"]), 2, /--isolated/);
});

Deno.test("a service that dies fails the start with its last words, and nothing stays", async () => {
  await using platform = await TestPlatform.create({
    ...yaml("    command: [node, x.mjs]\n    dir: ./hello\n    replicas: 1\n"),
    "hello/x.mjs": 'console.error("cannot find the moon"); process.exit(3);',
  });
  const result = await platform.run(UP);
  assertFails(result, 1, /cannot find the moon/);
  assert.match(result.stderr, /exited with code 3/);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a service that never gets healthy fails the start in startTimeout, exit 4", async () => {
  await using platform = await TestPlatform.create({
    ...yaml(
      "    command: [node, x.mjs]\n    dir: ./hello\n    health: /health\n    startTimeout: 1s\n",
    ),
    "hello/x.mjs": 'console.log("warming up"); setInterval(() => {}, 1000);',
  });
  const result = await platform.run(UP);
  assertFails(result, 4, /did not become healthy within 1s/);
  assert.match(result.stderr, /warming up/);
  assert.ok(result.elapsedMs < 8_000, `${result.elapsedMs} ms`);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a service whose program is missing fails at once and names the program", async () => {
  await using platform = await TestPlatform.create(
    yaml("    command: [no-such-runtime, server.mjs]\n    dir: ./hello\n"),
  );
  const result = await platform.run(UP);
  assertFails(result, 1, /no-such-runtime/);
  assert.ok(result.elapsedMs < 5_000, `${result.elapsedMs} ms`);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a Node service on a machine without Node says so", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const result = await platform.run(UP, { PATH: "/nowhere" });
  assertFails(result, 1, /"node".*not on this machine/);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a stranger on a fixed port of a service does not pass for it", async () => {
  const holder = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("a stranger"),
  );
  try {
    const { port } = holder.addr;
    await using platform = await TestPlatform.create(
      yaml(`    command: [node, server.mjs]\n    dir: ./hello\n    port: ${port}\n`),
    );
    const result = await platform.run(UP);
    assertFails(result, 1, new RegExp(`Port ${port} is held by pid ${Deno.pid}`));
    assert.deepEqual(platform.processes(), []);
  } finally {
    await holder.shutdown();
  }
});
