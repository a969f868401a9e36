import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, TestPlatform, until } from "../harness/platform.ts";

const STUBBORN_FILES = {
  "netops.yaml": `platform: none
services:
  stubborn:
    command: [node, x.mjs]
    dir: ./app
    health: /health
    stopTimeout: 25s
`,
  "app/x.mjs": `import { createServer } from "node:http";
createServer((request, response) => response.end("ok")).listen(process.env.PORT, process.env.HOST);
process.on("SIGTERM", () => {});
`,
};

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("a closed terminal (SIGHUP) ends a foreground up like SIGTERM, with 129", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const child = await platform.upForeground();
  child.kill("SIGHUP");
  assert.equal((await child.status).code, 129);
  assert.deepEqual(platform.processes(), []);
  await assert.rejects(Deno.stat(`${platform.home}/run.json`));
});

Deno.test("a second Ctrl-C within 500 ms is the first one sent twice; a later one kills what does not stop", async () => {
  await using platform = await TestPlatform.create(STUBBORN_FILES);
  const child = platform.spawn(["up", "--isolated"]);
  const said = new Response(child.stderr).text();
  await until("it is healthy", 30_000, () => platform.isHealthy());
  child.kill("SIGINT");
  await pause(50);
  child.kill("SIGINT");
  await pause(1_500);
  assert.notDeepEqual(platform.processes(), [], "the first Ctrl-C stops gracefully");
  const startedMs = performance.now();
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130, await said);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 6_000, `forced within ${tookMs} ms`);
  await until("nothing is left", 6_000, () => platform.processes().length === 0);
});

Deno.test("a fleet that hangs is said so with exit 4, and down --force ends it", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  kill((await platform.ps()).find((row) => row.app === "fleet")!.pid, "SIGSTOP");
  const { code, stderr } = await platform.run(["status"]);
  assert.equal(code, 4);
  assert.match(stderr, /No answer to \/v1\/status within 5s/);
  assert.match(stderr, /fix: netops down --force/);
  assert.equal((await platform.run(["down", "--force"])).code, 0);
  assert.deepEqual(platform.processes(), []);
  assert.equal((await platform.run(["status"])).code, 3);
});

Deno.test("down --timeout kills what does not stop by then, and says so", async () => {
  await using platform = await TestPlatform.create(STUBBORN_FILES);
  await platform.up();
  const { code, stderr, elapsedMs } = await platform.run(["down", "--timeout", "500ms"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /by force, after 0.5s/);
  assert.ok(elapsedMs < 8_000, `${elapsedMs} ms`);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("a foreground up whose fleet is killed cleans up, says so and exits 1", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const child = await platform.upForeground();
  kill((await platform.ps()).find((row) => row.app === "fleet")!.pid, "SIGKILL");
  assert.equal((await child.status).code, 1);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("netops down ends an up --watch elsewhere, too, with 0", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const child = await platform.upForeground(["--watch"]);
  assert.equal((await platform.run(["down"])).code, 0);
  let code: number | undefined;
  child.status.then((status) => code = status.code);
  await until("it ends", 10_000, () => code !== undefined);
  assert.equal(code, 0);
});

Deno.test("down counts what it ended, also by force and after a crash", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const count = (await platform.ps()).length;
  const forced = JSON.parse((await platform.run(["down", "--force", "--json"])).stdout);
  assert.ok(forced.processes >= count, `${forced.processes} of ${count}`);

  await platform.up();
  const rows = await platform.ps();
  // The keeper first: it would end the others when fleet is gone.
  for (const app of ["keeper", "fleet"]) kill(rows.find((row) => row.app === app)!.pid, "SIGKILL");
  const crashed = await platform.run(["down", "--json"]);
  const { stopped, processes } = JSON.parse(crashed.stdout);
  assert.equal(stopped, true);
  assert.ok(processes >= 1, crashed.stderr);
  assert.deepEqual(platform.processes(), []);
});

Deno.test("netops down ends a foreground up elsewhere with 0", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const child = await platform.upForeground();
  assert.equal((await platform.run(["down"])).code, 0);
  assert.equal((await child.status).code, 0);
});
