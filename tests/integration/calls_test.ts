import assert from "node:assert/strict";
import type { HttpClient } from "@netops/core";
import { createCaller, createDiscovery, type Discovery } from "@netops/core/clients";
import { createHost } from "@netops/core/host";
import { RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import { MetricRegistry } from "@netops/core/service";
import { freePort, startService } from "../harness/start_service.ts";

const REGISTRY = "server/registry/main.ts";
const ORIGIN = new URL("./calls_origin.ts", import.meta.url).pathname;
const host = createHost();

/** Longer than a lease and an eviction round. */
const LIMIT_MS = 10_000;

const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** A service process that is registered and renews its lease for as long as it lives. */
class Origin implements AsyncDisposable {
  readonly id: string;
  readonly #port = freePort();
  readonly #child: Deno.ChildProcess;
  readonly #apps: string;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(registryUrl: string, id: string) {
    this.id = id;
    this.#apps = `${registryUrl}/eureka/apps/SHOP`;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net=127.0.0.1", "--no-prompt", ORIGIN, String(this.#port), id],
      stdout: "piped",
      stderr: "null",
    }).spawn();
  }

  async live(): Promise<void> {
    const reader = this.#child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    await this.#register();
    this.#beat = setInterval(() => void this.#renew(), 500);
  }

  async kill(): Promise<void> {
    clearInterval(this.#beat);
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A process that is gone already is what we want.
    await this.kill().catch(() => undefined);
  }

  async #register(): Promise<void> {
    const instance = {
      instanceId: this.id,
      app: "SHOP",
      hostName: "127.0.0.1",
      ipAddr: "127.0.0.1",
      status: "UP",
      port: { $: this.#port, "@enabled": "true" },
      dataCenterInfo: {
        "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
        name: "MyOwn",
      },
      leaseInfo: { renewalIntervalInSecs: 2, durationInSecs: 6 },
    };
    await this.#send("POST", this.#apps, JSON.stringify({ instance }));
  }

  async #renew(): Promise<void> {
    if (await this.#send("PUT", `${this.#apps}/${this.id}`) === 404) await this.#register();
  }

  async #send(method: string, url: string, body?: string): Promise<number> {
    try {
      const headers = { "content-type": "application/json" };
      const response = await fetch(
        url,
        body === undefined ? { method } : { method, headers, body },
      );
      await response.body?.cancel();
      return response.status;
    } catch {
      // The registry is killed in this test: the next beat tries again.
      return 0;
    }
  }
}

function discover(registryUrl: string, http: HttpClient): Discovery {
  const { clock, timer } = host;
  const rng = host.createRng("calls");
  return createDiscovery({ registryUrl, http, timer, clock, rng, logger: new RecordingLogger() });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + LIMIT_MS;
  while (!holds()) {
    assert.ok(Date.now() < deadlineMs, `${what} did not happen in time`);
    await pause(20);
  }
}

Deno.test("killing the registry, its memory and an instance under load costs no request", async () => {
  await using before = await startService({ entry: REGISTRY });
  await using a = new Origin(before.url, "shop-a");
  await using b = new Origin(before.url, "shop-b");
  await using c = new Origin(before.url, "shop-c");
  await Promise.all([a.live(), b.live(), c.live()]);
  const http = host.createHttpClient();
  const discovery = discover(before.url, http);
  const events = new RecordingEventSink();
  const { clock, timer } = host;
  const metrics = new MetricRegistry();
  const rng = host.createRng("calls");
  const caller = createCaller({
    ...{ discovery, http, clock, timer, rng, metrics, events, zone: "-" },
  });
  await until("three instances", () => discovery.up("shop").length === 3);
  const answers = new Map<string, number>();
  const failures: unknown[] = [];
  let loading = true;
  const load = Array.from({ length: 8 }, async () => {
    while (loading) {
      try {
        const response = await caller.call("shop", { method: "GET", path: "/" });
        const id = await response.text();
        answers.set(id, (answers.get(id) ?? 0) + 1);
      } catch (error) {
        failures.push(error);
      }
      await pause(2);
    }
  });
  await pause(300);
  await before.kill();
  await Deno.remove(before.boot.dataDir, { recursive: true });
  await pause(500);
  assert.equal(discovery.up("shop").length, 3, "the cache outlives the registry");
  const { port } = before.boot;
  await using after = await startService({ entry: REGISTRY, boot: { port, adminPort: port } });
  await until("the watch is back", () => discovery.ageMs() < 1_000);
  assert.equal(discovery.up("shop").length, 3, "an empty registry empties nothing");
  await a.kill();
  await pause(1_500);
  const late = answers.get("shop-a");
  await pause(500);
  assert.equal(answers.get("shop-a"), late, "nobody reaches the dead instance");
  loading = false;
  await Promise.all(load);
  assert.deepEqual(failures, []);
  assert.ok([...answers.values()].reduce((sum, count) => sum + count, 0) > 500);
  assert.ok(events.events.some((event) => event.kind === "outlier.ejected"));
  assert.match(
    metrics.text(),
    /upstream_request_duration_seconds_count\{upstream_app="shop",.*attempt="2"\} \d+/,
  );
  await until("the dead one is evicted", () => discovery.instances("shop").length === 2);
  assert.equal(after.url, before.url);
  caller.close();
  discovery.close();
  http.close();
});

Deno.test("a registry without a watch is polled, with real deltas and hashes", async () => {
  await using registry = await startService({ entry: REGISTRY });
  await using a = new Origin(registry.url, "shop-a");
  await a.live();
  const http = host.createHttpClient();
  const asked: string[] = [];
  const discovery = createDiscovery({
    registryUrl: registry.url,
    http: {
      send: (request) => {
        const { pathname } = new URL(request.url);
        asked.push(pathname);
        if (pathname === "/watch") return Promise.resolve(new Response(null, { status: 404 }));
        return http.send(request);
      },
      close: () => undefined,
    },
    timer: host.timer,
    clock: host.clock,
    rng: host.createRng("polls"),
    logger: new RecordingLogger(),
    pollIntervalMs: 100,
  });
  await discovery.ready;
  await until("the first", () => discovery.up("shop").length === 1);
  await using b = new Origin(registry.url, "shop-b");
  await b.live();
  await until("the second", () => discovery.up("shop").length === 2);
  await pause(500);
  assert.equal(
    asked.filter((path) => path === "/eureka/apps").length,
    1,
    "deltas and hashes agree",
  );
  discovery.close();
  http.close();
});
