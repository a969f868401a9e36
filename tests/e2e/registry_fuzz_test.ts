import { createFixedRng } from "@netops/core/testing";
import type { Rng } from "@netops/core";
import assert from "node:assert/strict";
import { type RunningService, startService } from "../harness/start_service.ts";
import { sendMalformedHttp } from "./malformed_http.ts";

const ENTRY = "server/registry/main.ts";
const MALFORMED_COUNT = 5_000;
const HOSTILE_COUNT = 5_000;

function openFiles(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

async function register(registry: RunningService): Promise<void> {
  const response = await fetch(`${registry.url}/eureka/apps/HELLO`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      instance: {
        hostName: "h1",
        app: "HELLO",
        ipAddr: "127.0.0.1",
        port: 1,
        dataCenterInfo: { name: "MyOwn" },
        leaseInfo: { durationInSecs: 600 },
      },
    }),
  });
  await response.body?.cancel();
  assert.equal(response.status, 204);
}

/** Fails when the registry is not as it was, or still holds what strangers left. */
async function assertSound(registry: RunningService, filesBefore: number): Promise<void> {
  const response = await fetch(`${registry.url}/eureka/apps/HELLO`, {
    headers: { accept: "application/json" },
  });
  const { application } = await response.json();
  assert.equal(application.instance[0].instanceId, "h1");
  for (let tries = 0; openFiles(registry.pid) > filesBefore + 5 && tries < 50; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(openFiles(registry.pid) <= filesBefore + 5, `${openFiles(registry.pid)} files open`);
  assert.deepEqual(registry.lines.filter((line) => /panic|"error"/.test(line)), []);
}

Deno.test(`${MALFORMED_COUNT} malformed requests are refused, crash nothing and leave nothing open`, async () => {
  await using registry = await startService({ entry: ENTRY });
  await register(registry);
  const filesBefore = openFiles(registry.pid);
  const { hostname, port, host } = new URL(registry.url);
  const report = await sendMalformedHttp({
    hostname,
    port: Number(port),
    host,
    path: "/eureka/apps/HELLO",
    count: MALFORMED_COUNT,
    seed: "registry-1",
    rules: ["framing", "host"],
    concurrency: 48,
  });
  assert.deepEqual(report.violations, []);
  assert.equal(report.sent, MALFORMED_COUNT);
  assert.equal(report.outcomes["500"], undefined);
  await assertSound(registry, filesBefore);
});

const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "PURGE"];
const PARTS = [
  "eureka",
  "v2",
  "apps",
  "delta",
  "HELLO",
  "h2",
  "status",
  "metadata",
  "vips",
  "svips",
  "instances",
  "peerreplication",
  "batch",
  "asg",
  "%00",
  "%zz",
  "%2e%2e%2f",
  "..;",
  "a:b",
  "",
  "x".repeat(4_000),
  "v1",
  "applications",
];
const PATHS = [
  "eureka/apps/HELLO",
  "eureka/apps/HELLO/h2",
  "eureka/apps/HELLO/h2/status",
  "eureka/apps/HELLO/h2/metadata",
  "eureka/peerreplication/batch/",
  "eureka/apps/delta",
  "v1/applications",
  "explain",
];
const TYPES = ["application/json", "application/xml", "text/plain", "application/json;charset=x"];
const VALUES: readonly unknown[] = [
  null,
  [],
  {},
  "",
  -1,
  1e308,
  "\u0000",
  { $: "x" },
  { "@class": 1 },
  [[[]]],
  "x".repeat(3_000),
  { __proto__: 1, constructor: "x" },
];
const FIELDS = [
  "hostName",
  "app",
  "ipAddr",
  "port",
  "securePort",
  "dataCenterInfo",
  "leaseInfo",
  "metadata",
  "status",
  "instanceId",
  "lastDirtyTimestamp",
];

function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.integer(values.length)] as T;
}

function hostileBody(rng: Rng): string {
  const instance: Record<string, unknown> = {
    hostName: "h2",
    app: "HELLO",
    ipAddr: "127.0.0.1",
    dataCenterInfo: { name: "MyOwn" },
  };
  instance[pick(rng, FIELDS)] = pick(rng, VALUES);
  const text = JSON.stringify(
    rng.integer(2) === 0 ? { instance } : { replicationList: [instance] },
  );
  const cut = rng.integer(4) === 0 ? text.slice(0, rng.integer(text.length)) : text;
  const xml = `<instance><app>HELLO</app>${"<a>".repeat(rng.integer(3_000))}&x;</instance>`;
  return pick(rng, [cut, cut, cut, xml, "[".repeat(rng.integer(50_000)), "<!DOCTYPE a []><a/>"]);
}

async function sendHostile(registry: RunningService, rng: Rng): Promise<number> {
  const method = pick(rng, METHODS);
  const depth = 1 + rng.integer(6);
  const path = rng.integer(2) === 0
    ? pick(rng, PATHS)
    : Array.from({ length: depth }, () => pick(rng, PARTS)).join("/");
  const query = pick(rng, ["", "?value=%", "?value=UP", "?lastDirtyTimestamp=NaN", "?a&&=&b=%zz"]);
  const hasBody = method !== "GET" && method !== "HEAD";
  const response = await fetch(`${registry.url}/${path}${query}`, {
    method,
    headers: {
      "content-type": pick(rng, TYPES),
      accept: pick(rng, [...TYPES, "*/*", "text/html"]),
    },
    ...(hasBody ? { body: hostileBody(rng) } : {}),
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test(`${HOSTILE_COUNT} well-formed requests with hostile content never make a 500`, async () => {
  await using registry = await startService({ entry: ENTRY });
  await register(registry);
  const filesBefore = openFiles(registry.pid);
  const rng = createFixedRng("registry-2");
  const outcomes = new Map<number, number>();
  for (let sent = 0; sent < HOSTILE_COUNT; sent++) {
    const status = await sendHostile(registry, rng);
    outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
  }
  assert.equal(outcomes.get(500), undefined, JSON.stringify([...outcomes]));
  for (const expected of [200, 400, 404, 405, 406, 415]) {
    assert.ok(outcomes.has(expected), `no ${expected} in ${JSON.stringify([...outcomes])}`);
  }
  await assertSound(registry, filesBefore);
});
