import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";

Deno.test("status does not say healthy while no gateway would send a request to an app", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const own = (await platform.ps()).filter((row) => row.app === "hello");
  for (const { id } of own) {
    const result = await platform.run(["registry", "override", id, "OUT_OF_SERVICE"]);
    assert.equal(result.code, 0, result.stderr);
  }
  await until("status tells", 6_000, async () => (await platform.run(["status"])).code === 4);
  const { stdout } = await platform.run(["status", "--json"]);
  const app = JSON.parse(stdout).apps.find((row: { app: string }) => row.app === "hello");
  assert.equal(app.status, "OUT_OF_SERVICE");
  assert.match(app.reason, /no gateway reaches it/);
});

Deno.test("a service that dies again and again gets its verdict on the time line and in status", async () => {
  await using platform = await TestPlatform.create({
    ...HELLO_FILES,
    "hello/server.mjs": `${HELLO_FILES["hello/server.mjs"]}
setTimeout(() => { console.error("out of fuel"); process.exit(9); }, 1500);
`,
  });
  await platform.up();
  await until("the verdict", 40_000, async () => {
    const events = await platform.run(["events", "--kind", "process.crash-loop", "--json"]);
    return JSON.parse(events.stdout).events.length > 0;
  });
  await until("status tells why", 15_000, async () => {
    const { stdout } = await platform.run(["status", "--json"]);
    const app = JSON.parse(stdout).apps.find((row: { app: string }) => row.app === "hello");
    return /exited with code 9/.test(app.reason ?? "");
  });
});

Deno.test("status says that the disk is full while everything is up", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await Deno.mkdir(platform.home);
  const args = ["-t", "tmpfs", "-o", "size=48m", "tmpfs", platform.home];
  const mounted = await new Deno.Command("mount", { args, stderr: "null" }).output();
  assert.ok(mounted.success, "this test mounts a small file system, which needs root");
  try {
    await platform.up();
    const before = await platform.run(["status", "--json"]);
    assert.equal(JSON.parse(before.stdout).warnings, undefined);
    await Deno.writeFile(`${platform.home}/ballast`, new Uint8Array(36 * 1024 * 1024));
    const after = await platform.run(["status"]);
    assert.match(after.stdout, /! the disk of .* is full: \d+\.\d MB are free/);
    await platform.run(["down"]);
  } finally {
    await until("the disk can be taken away", 10_000, async () => {
      const { success } = await new Deno.Command("umount", {
        args: [platform.home],
        stderr: "null",
      }).output();
      return success;
    });
  }
});
