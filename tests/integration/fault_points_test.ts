import assert from "node:assert/strict";
import type { FailPoint, FaultEffect } from "@netops/core/contracts";
import { CLOCK_HEADER, readClockReading } from "@netops/core";
import { FAULT_CONTEXT_HEADER, FaultContextSeal } from "@netops/core/faults";
import { type RunningService, startService } from "../harness/start_service.ts";
import { FaultClient } from "./fault_client.ts";

type Mode = Extract<FaultEffect, { type: "fail-point" }>["mode"];

const at = (point: FailPoint, mode: Mode, delayMs = 0): FaultEffect => ({
  ...{ type: "fail-point", point, mode, delayMs, ratio: 1 },
});

async function until(what: string, holds: () => Promise<boolean>, withinMs = 10_000) {
  const startedMs = performance.now();
  while (!await holds()) {
    if (performance.now() - startedMs > withinMs) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a call said, and how long it took. */
async function ask(service: RunningService, path: string) {
  const beganMs = performance.now();
  const response = await fetch(service.url + path);
  const text = await response.text();
  return { status: response.status, text, tookMs: performance.now() - beganMs };
}

Deno.test("a process without its database, its names or its events feels it, until the fault ends", async () => {
  await using registry = await startService({ entry: "server/registry/main.ts" });
  await using kv = await startService({ entry: "server/kv/main.ts" });
  const reach = { registryUrl: registry.url, kvUrl: kv.url };
  await using _events = await startService({ entry: "server/events/main.ts", boot: reach });
  await using service = await startService({
    entry: "tests/integration/fault_points_entry.ts",
    boot: { ...reach, app: "shop" },
  });
  const faults = new FaultClient(service.boot);
  await until("events answers", async () => (await ask(service, "/call?app=events")).status < 500);
  await until(
    "events takes messages",
    async () => (await ask(service, "/send?value=0")).status < 500,
  );

  await faults.put(at("kv", "error"), { leaseMs: 700 });
  assert.equal((await ask(service, "/kv")).status, 502);
  await until("the lease ends", async () => (await faults.list()).length === 0, 2_000);
  assert.equal((await ask(service, "/kv")).text, "1", "what failed was not done");
  await faults.put(at("kv", "delay", 300));
  assert.ok((await ask(service, "/kv")).tookMs >= 600, "a read and a commit");
  await faults.remove();

  await faults.put(at("names", "error"));
  assert.equal((await ask(service, "/call?app=events")).status, 503);
  await faults.put(at("names", "delay", 300));
  const late = await ask(service, "/call?app=events");
  assert.ok(late.status < 500 && late.tookMs >= 300, JSON.stringify(late));
  await faults.remove();

  await faults.put(at("events", "delay", 1_500));
  assert.ok((await ask(service, "/send?value=1")).tookMs >= 1_500);
  await faults.put(at("events", "error"));
  const refused = fetch(`${service.url}/send?value=2`).then((answer) => answer.text());
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.doesNotMatch((await ask(service, "/received")).text, /2/);
  await faults.remove();
  assert.equal(await refused, "true", "who sends rides over it");
  await until("it is received", async () => (await ask(service, "/received")).text.includes("2"));
});

Deno.test("what a request carries goes with its event, and ends by itself where that is handled", async () => {
  await using registry = await startService({ entry: "server/registry/main.ts" });
  await using kv = await startService({ entry: "server/kv/main.ts" });
  const reach = { registryUrl: registry.url, kvUrl: kv.url };
  await using _events = await startService({ entry: "server/events/main.ts", boot: reach });
  await using service = await startService({
    entry: "tests/integration/fault_points_entry.ts",
    boot: { ...reach, app: "shop" },
  });
  await until(
    "events takes messages",
    async () => (await ask(service, "/send?value=0")).status < 500,
  );
  const { value } = new FaultContextSeal(service.boot.token).seal([{
    ...{ id: "f", kind: "kv", at: { point: "kv", app: "shop" } },
    ...{ effect: { type: "abort", status: 503 }, untilMs: Date.now() + 1_500 },
  }])!;
  const beganMs = performance.now();
  const headers = { [FAULT_CONTEXT_HEADER]: value };
  assert.equal(
    await (await fetch(`${service.url}/send?value=carried`, { headers })).text(),
    "true",
  );
  await until(
    "it is handled",
    async () => (await ask(service, "/received")).text.includes("carried"),
  );
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs > 1_200, `its handler failed until the fault expired: ${tookMs} ms`);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  assert.match(metrics, /^fault_hits_total\{kind="kv"\} [1-9]/m);
});

Deno.test("a place that nobody asks is refused, as nobody would feel it", async () => {
  await using service = await startService({ entry: "tests/integration/run_service_entry.ts" });
  const faults = new FaultClient(service.boot);
  await assert.rejects(faults.put(at("kv", "error")), /has no effect fail-point/);
  await assert.rejects(faults.put({ type: "pause" }), /effect is not as it should be/);
});

Deno.test("a skewed process shows another time, and its faults end by the real one", async () => {
  await using service = await startService({ entry: "tests/integration/run_service_entry.ts" });
  const faults = new FaultClient(service.boot);
  const offMs = async () => {
    const response = await fetch(`${service.url}/metrics`);
    await response.body?.cancel();
    return (readClockReading(response.headers.get(CLOCK_HEADER)) ?? 0) - Date.now();
  };
  await faults.put({ type: "skew-clock", offsetMs: 3_600_000 }, { leaseMs: 600 });
  assert.ok(Math.abs(await offMs() - 3_600_000) < 1_000);
  const [view] = await faults.list();
  assert.ok((view?.leaseLeftMs ?? 0) > 0, "an hour ahead ends no lease");
  await until("the lease ends", async () => (await faults.list()).length === 0, 2_000);
  assert.ok(Math.abs(await offMs()) < 1_000);
});

Deno.test("a blocked event loop is slow to everybody, and hears when it is let go", async () => {
  await using service = await startService({ entry: "tests/integration/run_service_entry.ts" });
  const faults = new FaultClient(service.boot);
  await faults.put({ type: "block-event-loop", blockMs: 300, everyMs: 320 });
  const waits: number[] = [];
  const beganMs = performance.now();
  while (performance.now() - beganMs < 1_000) waits.push((await ask(service, "/")).tookMs);
  assert.ok(Math.max(...waits) > 150, `${Math.max(...waits)}`);
  assert.deepEqual(await faults.remove(), { removed: true });
  const after: number[] = [];
  for (let n = 0; n < 20; n++) after.push((await ask(service, "/")).tookMs);
  assert.ok(after.toSorted((a, b) => a - b)[10]! < 100, after.join());
});

Deno.test("memory that a fault takes is really held, and given back at its end", async () => {
  await using service = await startService({ entry: "tests/integration/run_service_entry.ts" });
  const faults = new FaultClient(service.boot);
  const residentMb = async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20;
  };
  const beforeMb = await residentMb();
  await faults.put({ type: "hog-memory", sizeBytes: 200 * 2 ** 20 }, { leaseMs: 2_000 });
  await until("it is held", async () => await residentMb() - beforeMb > 190, 2_000);
  await until("it is given back", async () => await residentMb() - beforeMb < 40, 5_000);
});

Deno.test("while the registry lies, calls find nobody that they trust, and all is well when it is let go", async () => {
  await using registry = await startService({ entry: "server/registry/main.ts" });
  await using kv = await startService({ entry: "server/kv/main.ts" });
  const reach = { registryUrl: registry.url, kvUrl: kv.url };
  await using _events = await startService({ entry: "server/events/main.ts", boot: reach });
  await using service = await startService({
    entry: "tests/integration/fault_points_entry.ts",
    boot: { ...reach, app: "shop" },
  });
  const status = async () => (await ask(service, "/call?app=events")).status;
  await until("events answers", async () => await status() < 500);
  const faults = new FaultClient(registry.boot);
  await faults.put(at("registry-answer", "lie"), { leaseMs: 4_000 });
  await until("nobody is found", async () => await status() === 503);
  await until("the lease ends and everybody is found", async () => await status() < 500);
  assert.deepEqual(await faults.list(), []);
});
