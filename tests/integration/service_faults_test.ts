import assert from "node:assert/strict";
import { startService } from "../harness/start_service.ts";
import { FaultClient } from "./fault_client.ts";

const ENTRY = "tests/integration/run_service_entry.ts";
const ABORT = { type: "abort", status: 503 } as const;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return response.status;
}

Deno.test("a process answers with its fault until that is removed, while liveness and metrics go around it", async () => {
  await using service = await startService({ entry: ENTRY });
  const faults = new FaultClient(service.boot);
  await faults.put(ABORT);
  assert.equal(await statusOf(service.url), 503);
  assert.equal(await statusOf(`${service.url}/healthz`), 200);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  assert.match(metrics, /^fault_active\{kind="abort"\} 1$/m);
  assert.match(metrics, /^fault_hits_total\{kind="abort"\} 1$/m);
  assert.equal((await faults.list())[0]?.hits, 1);
  assert.deepEqual(await faults.remove(), { removed: true });
  assert.deepEqual(await faults.remove(), { removed: false });
  assert.equal(await statusOf(service.url), 200);
  const after = await (await fetch(`${service.url}/metrics`)).text();
  assert.match(after, /^fault_active\{kind="abort"\} 0$/m);
});

Deno.test("a fault whose guardian is gone ends with its lease, and the requests that wait for it go on", async () => {
  await using service = await startService({ entry: ENTRY });
  const faults = new FaultClient(service.boot);
  await faults.put({ type: "delay", delayMs: 60_000, jitterMs: 0 }, { leaseMs: 500 });
  await sleep(300);
  assert.deepEqual(await faults.renew(["f-1", "f-2"], 500), { missing: ["f-2"] });
  const beganMs = performance.now();
  assert.equal(await (await fetch(service.url)).text(), "hello");
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs > 300 && tookMs < 2_000, `${tookMs} ms`);
  assert.deepEqual(await faults.list(), []);
});

Deno.test("the gateway's clients and whoever has no token never get at the faults of a process", async () => {
  await using service = await startService({ entry: ENTRY });
  const url = `${service.url}/faults`;
  assert.equal(await statusOf(url), 401);
  const authorization = `Bearer ${service.boot.token}`;
  assert.equal(await statusOf(url, { authorization }), 200);
  for (const header of ["x-forwarded-prefix", "x-forwarded-for"]) {
    const answer = await fetch(url, { headers: { authorization, [header]: "/x" } });
    assert.equal(await answer.text(), "hello", "it is a path of the service like any other");
  }
});

Deno.test("a client that leaves a delayed request costs nothing, and a stop waits for no fault", async () => {
  await using service = await startService({ entry: ENTRY });
  const faults = new FaultClient(service.boot);
  await faults.put({ type: "delay", delayMs: 60_000, jitterMs: 0 });
  await assert.rejects(fetch(service.url, { signal: AbortSignal.timeout(200) }));
  const waiting = fetch(service.url).then((answer) => answer.text(), () => "cut");
  await sleep(100);
  const beganMs = performance.now();
  const status = await service.stop();
  assert.ok(performance.now() - beganMs < 2_500);
  assert.equal(status.code, 0);
  assert.equal(await waiting, "hello");
});

Deno.test("the spans of touched requests are kept whatever their trace decided, and name the fault", async () => {
  const bodies: string[] = [];
  await using telemetry = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      bodies.push(await request.text());
      return Response.json({});
    },
  );
  const telemetryUrl = `http://127.0.0.1:${telemetry.addr.port}`;
  await using service = await startService({ entry: ENTRY, boot: { telemetryUrl } });
  const faults = new FaultClient(service.boot);
  const ask = async (digit: string) => {
    const traceparent = `00-${digit.repeat(32)}-${digit.repeat(16)}-00`;
    return await statusOf(service.url, { traceparent });
  };
  await faults.put(ABORT, { id: "drill.1", match: { firstCount: 1 } });
  assert.deepEqual([await ask("a"), await ask("b")], [503, 200]);
  const beganMs = performance.now();
  while (!bodies.join("").includes("drill.1") && performance.now() - beganMs < 5_000) {
    await sleep(20);
  }
  const sent = bodies.join("");
  assert.match(sent, /"netops\.fault".{0,40}"drill\.1"/);
  assert.ok(sent.includes("a".repeat(32)) && !sent.includes("b".repeat(32)));
});
