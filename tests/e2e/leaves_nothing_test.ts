import assert from "node:assert/strict";
import { FAMILY_FILES } from "../harness/hello_files.ts";
import { isListening, kill, type PsRow, TestPlatform, until } from "../harness/platform.ts";
import { isAlive, processState } from "../harness/process_facts.ts";

const GONE_WITHIN_MS = 6_000;

interface Before {
  readonly pids: readonly number[];
  readonly ports: readonly number[];
  readonly rows: readonly PsRow[];
}

/** Notes everything that runs, and pauses one of the service's own processes. */
async function look(platform: TestPlatform): Promise<Before> {
  const rows = await platform.ps();
  const pids = platform.processes();
  const sleeper = pids.find((pid) => commandOf(pid).includes("sleep 300"));
  assert.ok(sleeper, "the service has a child in its group");
  assert.ok(pids.some((pid) => commandOf(pid).includes("sleep 301")), "and one that left it");
  kill(sleeper, "SIGSTOP");
  await until("paused", 1_000, () => processState(sleeper) === "T");
  const ports = rows.map((row) => row.port).filter((port) => port > 0);
  return { pids, ports, rows };
}

async function assertNothingLeft(before: Before, platform: TestPlatform): Promise<void> {
  await until("every process is gone", GONE_WITHIN_MS, () => !before.pids.some(isAlive))
    .catch((error) => {
      const left = before.pids.filter(isAlive).map((pid) => `${pid} ${commandOf(pid)}`);
      throw new Error(`${error.message}: ${left.join("; ")}`);
    });
  assert.deepEqual(platform.processes(), []);
  for (const port of before.ports) assert.equal(await isListening(port), false, `port ${port}`);
  const drafts = [...Deno.readDirSync(platform.home)].filter((e) => e.name.endsWith(".tmp"));
  assert.deepEqual(drafts, [], "temporary files");
}

function commandOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0").join(" ");
  } catch {
    return "";
  }
}

function pidOf(before: Before, app: string): number {
  const row = before.rows.find((candidate) => candidate.app === app);
  assert.ok(row, `no ${app}`);
  return row.pid;
}

Deno.test("SIGKILL of the command line leaves nothing of its foreground platform", async () => {
  await using platform = await TestPlatform.create(FAMILY_FILES);
  const child = await platform.upForeground();
  const before = await look(platform);
  child.kill("SIGKILL");
  await assertNothingLeft(before, platform);
});

Deno.test("SIGKILL of fleet leaves nothing", async () => {
  await using platform = await TestPlatform.create(FAMILY_FILES);
  await platform.up();
  const before = await look(platform);
  kill(pidOf(before, "fleet"), "SIGKILL");
  await assertNothingLeft(before, platform);
});

Deno.test("SIGKILL of fleet and keeper leaves nothing after one down", async () => {
  await using platform = await TestPlatform.create(FAMILY_FILES);
  await platform.up();
  const before = await look(platform);
  kill(pidOf(before, "keeper"), "SIGKILL");
  kill(pidOf(before, "fleet"), "SIGKILL");
  const down = await platform.run(["down"]);
  assert.equal(down.code, 0, down.stderr);
  await assertNothingLeft(before, platform);
});

Deno.test("The next up cleans what a killed platform left", async () => {
  await using platform = await TestPlatform.create(FAMILY_FILES);
  await platform.up();
  const before = await look(platform);
  kill(pidOf(before, "keeper"), "SIGKILL");
  kill(pidOf(before, "fleet"), "SIGKILL");
  await platform.up();
  assert.deepEqual(before.pids.filter(isAlive), []);
});

for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test(`${name} to a foreground up stops everything and exits ${code}`, async () => {
    await using platform = await TestPlatform.create(FAMILY_FILES);
    const child = await platform.upForeground();
    const before = await look(platform);
    child.kill(name);
    assert.equal((await child.status).code, code);
    assert.deepEqual(before.pids.filter(isAlive), [], "gone when up returns");
    await assertNothingLeft(before, platform);
  });
}

Deno.test("A second Ctrl-C forces the stop and still leaves nothing", async () => {
  await using platform = await TestPlatform.create({
    ...FAMILY_FILES,
    "hello/server.mjs": FAMILY_FILES["hello/server.mjs"]!.replace(
      "server.close(() => process.exit(0))",
      "console.log('not yet')",
    ),
  });
  const child = await platform.upForeground();
  const before = await look(platform);
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await assertNothingLeft(before, platform);
});

Deno.test("SIGKILL of the command line during a slow graceful stop leaves nothing either", async () => {
  await using platform = await TestPlatform.create({
    ...FAMILY_FILES,
    "netops.yaml": `${FAMILY_FILES["netops.yaml"]}    stopTimeout: 60s\n`,
    "hello/server.mjs": FAMILY_FILES["hello/server.mjs"]!.replace(
      "server.close(() => process.exit(0))",
      "console.log('not yet')",
    ),
  });
  const child = await platform.upForeground();
  const before = await look(platform);
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  child.kill("SIGKILL");
  await assertNothingLeft(before, platform);
});

Deno.test("down ends paused and stray children too and frees every port before it returns", async () => {
  await using platform = await TestPlatform.create(FAMILY_FILES);
  await platform.up();
  const before = await look(platform);
  const down = await platform.run(["down"]);
  assert.equal(down.code, 0, down.stderr);
  assert.deepEqual(before.pids.filter(isAlive), [], "gone when down returns");
  for (const port of before.ports) assert.equal(await isListening(port), false, `port ${port}`);
});
