import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";

Deno.test("a keeper that hangs is replaced, as it could not end anything", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const keeper = async () => (await platform.ps()).find((row) => row.app === "keeper");
  const before = await keeper();
  assert.ok(before);
  kill(before.pid, "SIGSTOP");
  await until("another keeper listens", 8_000, async () => {
    const now = await keeper();
    return now !== undefined && now.pid !== before.pid && now.status === "UP";
  });
  const running = platform.processes();
  const fleet = (await platform.ps()).find((row) => row.app === "fleet");
  assert.ok(fleet);
  kill(fleet.pid, "SIGKILL");
  await until("the new keeper ended everything", 6_000, () => platform.processes().length === 0);
  assert.ok(running.length > 5);
});

Deno.test("a stopped app is out of service, and the platform healthy without it", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  assert.equal((await platform.run(["stop", "hello"])).code, 0);
  const status = await platform.run(["status", "--json"]);
  const { apps, healthy } = JSON.parse(status.stdout);
  const hello = apps.find((row: { app: string }) => row.app === "hello");
  assert.deepEqual([hello.status, hello.desired, healthy], ["OUT_OF_SERVICE", 0, true]);
});
