import assert from "node:assert/strict";
import type { PsInstance } from "@netops/core/contracts";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { FleetReader } from "./fleet_reader.ts";
import type { OpsSnapshot } from "./ops_snapshot.ts";
import { OpsWatch } from "./ops_watch.ts";

const GATEWAY = {
  id: "gateway-1",
  app: "gateway",
  serverGroup: "gateway",
  adminUrl: "http://127.0.0.1:1/gw",
  status: "UP",
} as PsInstance;

interface Rig {
  readonly timer: FakeTimer;
  readonly watch: OpsWatch;
  polls: number;
  isFleetUp: boolean;
  isGatewayUp: boolean;
  instances: PsInstance[];
  /** What the guardian and the jobs say; with undefined the guardian does not answer. */
  chaos: { lever: string; active: unknown[] } | undefined;
  jobs: unknown[];
}

function createRig(): Rig {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(({ url }) => {
    if (url.endsWith("/eureka/apps")) return Response.json({ applications: { application: [] } });
    if (!rig.isGatewayUp) throw new Error("refused");
    const calls = Math.floor(timer.clock.monotonicMs() / 10);
    return new Response(
      `upstream_request_duration_seconds_count{upstream_app="a",code="200"} ${calls}`,
    );
  });
  const urls = { gateway: "", registry: "", ops: "" };
  const fleet = {
    status: () => {
      rig.polls++;
      if (!rig.isFleetUp) return Promise.reject(new Error("refused"));
      return Promise.resolve({ healthy: true, runId: "r", profile: "none", urls, apps: [] });
    },
    instances: () => Promise.resolve({ instances: rig.instances }),
    jobs: () => Promise.resolve(rig.jobs),
    boot: () => Promise.resolve({ apps: [] }),
    routes: () => Promise.resolve({ epoch: 1, routes: [], listeners: [] }),
    events: () => Promise.resolve({ events: [] }),
    eventsStream: (_: unknown, signal: AbortSignal) => silentUntil(signal),
  } as unknown as FleetReader;
  const guardian = {
    ask: <T>() =>
      rig.chaos === undefined
        ? Promise.reject<T>(new Error("silent"))
        : Promise.resolve(rig.chaos as T),
  };
  const conductor = { ask: <T>() => Promise.reject<T>(new Error("silent")) };
  const own = { registryUrl: "http://127.0.0.1:1", guardian, conductor };
  const options = { fleet, http, clock: timer.clock, timer, ...own };
  const rig: Rig = {
    timer,
    watch: new OpsWatch(options),
    polls: 0,
    isFleetUp: true,
    isGatewayUp: true,
    instances: [GATEWAY],
    chaos: undefined,
    jobs: [],
  };
  return rig;
}

/** A stream that says nothing and ends when it is left. */
function silentUntil(signal: AbortSignal): ReadableStream<never> {
  return new ReadableStream({
    start: (controller) => signal.addEventListener("abort", () => controller.close()),
  });
}

Deno.test("OpsWatch polls once a second for all listeners, and not at all without one", async () => {
  const rig = createRig();
  const seen: OpsSnapshot[] = [];
  const leave = [1, 2].map(() => rig.watch.subscribe((snapshot) => void seen.push(snapshot)));
  await rig.timer.advance(5_000);
  assert.equal(rig.polls, 5);
  assert.equal(seen.length, 10);
  for (const one of leave) one();
  await rig.timer.advance(60_000);
  assert.equal(rig.polls, 5);
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("OpsWatch derives rates from what the gateways count", async () => {
  const rig = createRig();
  let last: OpsSnapshot | undefined;
  rig.watch.subscribe((snapshot) => last = snapshot);
  await rig.timer.advance(8_000);
  rig.watch.close();
  assert.equal(last?.traffic["a"]?.callsPerS, 100);
});

Deno.test("OpsWatch keeps old facts when a source is gone, with the time they are from", async () => {
  const rig = createRig();
  let last: OpsSnapshot | undefined;
  rig.watch.subscribe((snapshot) => last = snapshot);
  await rig.timer.advance(2_000);
  const okAtMs = last?.atMs;
  rig.isFleetUp = false;
  rig.isGatewayUp = false;
  await rig.timer.advance(10_000);
  rig.watch.close();
  assert.deepEqual(last?.head.fleet, { okAtMs, error: "refused" });
  assert.deepEqual(last?.gateways["gateway-1"], { id: "gateway-1", okAtMs, error: "refused" });
  assert.equal(last?.head.healthy, true);
  assert.ok((last?.atMs ?? 0) - (okAtMs ?? 0) >= 9_000);
});

const FAULT = { id: "f-1", kind: "latency", targets: [], state: "active" };
const GUARDIAN = { ...GATEWAY, id: "guardian-1", app: "guardian" };

Deno.test("OpsWatch shows faults at work and runs that go on, and says when the guardian is silent", async () => {
  const rig = createRig();
  rig.instances = [GATEWAY, GUARDIAN];
  rig.chaos = { lever: "armed", active: [FAULT] };
  rig.jobs = [
    { name: "experiment-x-1", pid: 7, startedAtMs: 5 },
    { name: "experiment-x-0", startedAtMs: 4 },
    { name: "f-1-hello", pid: 8, startedAtMs: 6 },
  ];
  let last: OpsSnapshot | undefined;
  rig.watch.subscribe((snapshot) => last = snapshot);
  await rig.timer.advance(2_000);
  const okAtMs = last?.atMs;
  assert.deepEqual(Object.keys(last?.faults ?? {}), ["f-1"]);
  const runs = [{ id: "x-1", startedAtMs: 5 }];
  assert.deepEqual(last?.head.chaos, { okAtMs, lever: "armed", runs });
  rig.chaos = undefined;
  await rig.timer.advance(3_000);
  assert.deepEqual(last?.head.chaos, { okAtMs, error: "silent", lever: "armed", runs });
  assert.deepEqual(Object.keys(last?.faults ?? {}), ["f-1"]);
  rig.chaos = { lever: "stopped", active: [] };
  await rig.watch.look();
  rig.watch.close();
  assert.deepEqual([last?.head.chaos?.lever, Object.keys(last?.faults ?? {})], ["stopped", []]);
});

Deno.test("OpsWatch knows of no chaos in a platform without a guardian", async () => {
  const rig = createRig();
  rig.chaos = { lever: "armed", active: [FAULT] };
  let last: OpsSnapshot | undefined;
  rig.watch.subscribe((snapshot) => last = snapshot);
  await rig.timer.advance(2_000);
  rig.watch.close();
  assert.equal(last?.head.chaos, undefined);
});
