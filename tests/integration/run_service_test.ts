import assert from "node:assert/strict";
import { freePort, startService } from "../harness/start_service.ts";
import { isAlive } from "../harness/process_facts.ts";

const ENTRY = "tests/integration/run_service_entry.ts";

Deno.test("a process of ours ends when its parent's pipe closes", async () => {
  await using service = await startService({ entry: ENTRY });
  const status = await service.abandon();
  assert.equal(status.code, 0, service.lines.join("\n"));
});

Deno.test("SIGTERM lets a request in flight end, and takes no new one", async () => {
  await using service = await startService({ entry: ENTRY });
  const slow = fetch(`${service.url}/slow`).then((response) => response.text());
  await fetch(`${service.url}/entered`).then((response) => response.text());
  const stopped = service.stop();
  assert.equal(await slow, "done");
  assert.equal((await stopped).code, 0);
  await assert.rejects(fetch(service.url));
  assert.ok(service.lines.some((line) => line.includes("stopped in order")));
});

Deno.test("a stop that comes while a process is built is heard", async () => {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("run_service_entry.ts", import.meta.url).pathname],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const boot = { app: "x", host: "127.0.0.1", port, adminPort: port, registryUrl: "" };
  const line = { ...boot, config: { buildMs: 300 }, fleetUrl: "http://127.0.0.1:1", token: "t" };
  await writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  await writer.close();
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const status = await child.status;
  clearTimeout(late);
  assert.deepEqual([status.code, status.signal], [0, null]);
});

Deno.test("the token stands neither in argv nor in the environment", async () => {
  await using service = await startService({ entry: ENTRY });
  assert.ok(isAlive(service.pid));
  for (const file of ["cmdline", "environ"]) {
    const text = await Deno.readTextFile(`/proc/${service.pid}/${file}`);
    assert.ok(!text.includes(service.boot.token), file);
  }
});

Deno.test("no metrics and no health for who comes through the gateway", async () => {
  await using service = await startService({ entry: ENTRY });
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${service.url}/metrics`, { headers });
    return await response.text();
  };
  assert.match(await ask({}), /test_requests_total/);
  assert.doesNotMatch(await ask({ "x-forwarded-prefix": "/test" }), /test_requests_total/);
});

Deno.test("health, metrics and the Host guard stand on the admin port alone", async () => {
  const adminPort = freePort();
  await using service = await startService({ entry: ENTRY, boot: { adminPort } });
  const ask = async (port: number, path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()] as const;
  };
  const [status, health] = await ask(adminPort, "/healthz");
  assert.deepEqual([status, JSON.parse(health)], [200, { status: "UP", runId: "test-run" }]);
  assert.match((await ask(adminPort, "/metrics"))[1], /^test_requests_total 0$/m);
  assert.deepEqual(await ask(service.boot.port, "/healthz"), [200, "hello"]);
  assert.equal((await ask(adminPort, "/nowhere"))[0], 404);
});
