import assert from "node:assert/strict";
import type { PsInstance, RegisteredInstance } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { httpSdOf, platformTargets } from "./platform_targets.ts";
import { PlatformTargetSource } from "./platform_target_source.ts";

const placed = {
  ...{ app: "hello", cluster: "hello-b", serverGroup: "hello-b-v001", version: "1" },
  ...{ region: "eu", zone: "eu-a", host: "127.0.0.1", port: 8001 },
};
const row = (changes: Partial<PsInstance>): PsInstance => ({
  ...{ ...placed, id: "hello-1", pid: 5, status: "UP", startedAtMs: 1, restarts: 0 },
  ...changes,
});
const stranger = (
  metadata: Record<string, string>,
  changes: Partial<RegisteredInstance> = {},
): RegisteredInstance => ({ ...placed, id: "other-1", status: "UP", metadata, ...changes });

Deno.test("our processes are scraped at their admin port, services where they say", () => {
  const labels = {
    ...{ app: "hello", job: "hello", instance: "hello-1", cluster: "hello-b" },
    ...{ server_group: "hello-b-v001", zone: "eu-a", region: "eu" },
  };
  const admin = row({ adminUrl: "http://127.0.0.1:9001" });
  const service = row({ metricsUrl: "http://127.0.0.1:8001/m" });
  assert.deepEqual(platformTargets([admin], []), [
    { id: "hello-1", url: "http://127.0.0.1:9001/metrics", labels, rank: "platform" },
  ]);
  assert.equal(platformTargets([service], [])[0]?.url, "http://127.0.0.1:8001/m");
  assert.deepEqual(platformTargets([row({}), row({ ...admin, status: "STARTING" })], []), []);
});

Deno.test("telemetry's own series come first, those of the platform next, then those of strangers", () => {
  const adminUrl = "http://127.0.0.1:9001";
  const telemetry = row({ app: "telemetry", id: "telemetry", adminUrl });
  const other = stranger({ "metrics-path": "/metrics" });
  const targets = platformTargets([telemetry, row({ adminUrl })], [other]);
  assert.deepEqual(targets.map(({ rank }) => rank), ["vital", "platform", undefined]);
});

Deno.test("fleet's own labels give way to those of its lines", () => {
  const [fleet] = platformTargets([
    row({ app: "fleet", id: "fleet", adminUrl: "http://127.0.0.1:1" }),
  ], []);
  assert.equal(fleet?.honorLabels, true);
});

Deno.test("a stranger of the registry is scraped when it says where, on loopback, and fleet does not know it", () => {
  const url = (instance: RegisteredInstance) => platformTargets([row({})], [instance])[0]?.url;
  assert.equal(url(stranger({ "metrics-path": "/metrics" })), "http://127.0.0.1:8001/metrics");
  assert.equal(
    url(stranger({ "prometheus.path": "/actuator/prometheus", "prometheus.port": "9000" })),
    "http://127.0.0.1:9000/actuator/prometheus",
  );
  const path = { "metrics-path": "/metrics" };
  for (
    const not of [
      stranger({}),
      stranger({ "metrics-path": "//10.0.0.1/metrics" }),
      stranger({ "metrics-path": "metrics" }),
      stranger({ ...path, "prometheus.port": "80000" }),
      stranger({ ...path, "prometheus.port": "1@10.0.0.1" }),
      stranger(path, { host: "10.0.0.1" }),
      stranger(path, { status: "DOWN" }),
      stranger(path, { id: "hello-1" }),
    ]
  ) assert.equal(url(not), undefined, JSON.stringify(not));
});

Deno.test("httpSdOf() tells a Prometheus where each target is and by which labels", () => {
  const target = { id: "a", url: "http://127.0.0.1:5/m?x=1", labels: { app: "a" } };
  assert.deepEqual(httpSdOf([target]), [{
    targets: ["127.0.0.1:5"],
    labels: { app: "a", __metrics_path__: "/m", __param_x: "1" },
  }]);
});

Deno.test("the source keeps its targets while fleet is away, and the list while nothing changes", async () => {
  const timer = new FakeTimer();
  let instances = [row({ adminUrl: "http://127.0.0.1:9001" })];
  let isUp = true;
  const drops: string[] = [];
  const source = new PlatformTargetSource({
    fleet: {
      instances: () =>
        isUp
          ? Promise.resolve({ schema: "netops.ps/v1", instances })
          : Promise.reject(new Error("away")),
    },
    discovery: { apps: () => ["other"], instances: () => [stranger({ "metrics-path": "/m" })] },
    timer,
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    mostTargets: 2,
  });
  await timer.advance(0);
  const first = source.list();
  assert.deepEqual(first.map(({ id }) => id), ["hello-1", "registry/hello/other-1"]);
  await timer.advance(1_000);
  assert.equal(source.list(), first);
  isUp = false;
  await timer.advance(1_000);
  assert.equal(source.list(), first);
  assert.match(source.lastError, /away/);
  isUp = true;
  instances = ["1", "2", "3"].map((id) => row({ id, adminUrl: "http://127.0.0.1:9001" }));
  await timer.advance(1_000);
  assert.deepEqual(source.list().map(({ id }) => id), ["1", "2"]);
  assert.deepEqual(drops, ["targets too_many 2"]);
  source.close();
  assert.equal(timer.pendingCount, 0);
});
