import assert from "node:assert/strict";
import { Eureka } from "npm:eureka-js-client@4.5.0";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const SILENT = { error() {}, warn() {}, info() {}, debug() {}, trace() {}, level() {} };

interface JsClient {
  start(done: (error?: unknown) => void): void;
  stop(done: (error?: unknown) => void): void;
  getInstancesByAppId(app: string): { instanceId?: string; port: { $: number } }[];
  getInstancesByVipAddress(vip: string): { hostName: string; port: { $: number } }[];
}

function createClient(url: string, app: string, options: { vip: string; host: string }): JsClient {
  const { hostname, port } = new URL(url);
  return new Eureka({
    logger: SILENT,
    instance: {
      app,
      hostName: options.host,
      ipAddr: "127.0.0.1",
      port: freePort(),
      vipAddress: options.vip,
      dataCenterInfo: { name: "MyOwn" },
    },
    eureka: {
      host: hostname,
      port: Number(port),
      heartbeatInterval: 200,
      registryFetchInterval: 200,
      shouldUseDelta: true,
    },
  }) as unknown as JsClient;
}

function start(client: JsClient): Promise<void> {
  return new Promise((resolve, reject) =>
    client.start((error) => error ? reject(error as Error) : resolve())
  );
}

function stop(client: JsClient): Promise<void> {
  return new Promise((resolve, reject) =>
    client.stop((error) => error ? reject(error as Error) : resolve())
  );
}

async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Never came true: ${what}`);
}

async function listed(registry: RunningService): Promise<Record<string, number>> {
  const response = await fetch(`${registry.url}/v1/applications`);
  const { applications } = await response.json();
  return Object.fromEntries(
    applications.map((each: { app: string; instances: unknown[] }) => [
      each.app,
      each.instances.length,
    ]),
  );
}

async function remove(url: string): Promise<void> {
  const response = await fetch(url, { method: "DELETE" });
  await response.body?.cancel();
  assert.equal(response.status, 200);
}

Deno.test({
  name: "eureka-js-client lives its whole life: register, fetch, delta, re-register, cancel",
  // Its HTTP library keeps sockets for reuse and has no way to close them.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using registry = await startService({ entry: "server/registry/main.ts" });
    const first = createClient(registry.url, "alpha", { vip: "alpha.vip", host: "host-a" });
    const second = createClient(registry.url, "beta", { vip: "beta.vip", host: "host-b" });
    try {
      await start(first);
      assert.deepEqual(await listed(registry), { alpha: 1 });
      await until("sees itself", () => first.getInstancesByAppId("ALPHA").length === 1);
      assert.equal(first.getInstancesByVipAddress("alpha.vip")[0]?.hostName, "host-a");
      await start(second);
      await until("a delta", () => first.getInstancesByVipAddress("beta.vip").length === 1);
      assert.equal(typeof first.getInstancesByVipAddress("beta.vip")[0]?.port.$, "number");
      // Behind its back: the next heartbeat gets a 404, and it registers again.
      await remove(`${registry.url}/eureka/v2/apps/BETA/host-b`);
      await until("registered again", async () => (await listed(registry)).beta === 1);
    } finally {
      await stop(second);
      await stop(first);
    }
    assert.deepEqual(await listed(registry), {});
  },
});

Deno.test({
  name: "eureka-js-client lives on when the registry is killed and comes back empty",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const home = await Deno.makeTempDir({ prefix: "netops-registry-" });
    const client: JsClient[] = [];
    try {
      const before = await startService({ entry: "server/registry/main.ts", boot: { home } });
      const { port } = before.boot;
      client.push(createClient(before.url, "gamma", { vip: "gamma.vip", host: "host-g" }));
      await start(client[0] as JsClient);
      await before.kill();
      await using after = await startService({
        entry: "server/registry/main.ts",
        // Another run: nothing may be taken over from the one before.
        boot: { home, port, adminPort: port, runId: "another-run" },
      });
      await until("registered again", async () => (await listed(after)).gamma === 1);
      await Promise.all(client.splice(0).map(stop));
    } finally {
      await Promise.all(client.map(stop));
      await Deno.remove(home, { recursive: true });
    }
  },
});
