import assert from "node:assert/strict";
import type { HttpClient } from "../ports/http.ts";
import { createFixedRng, FakeTimer, RecordingLogger, ScriptedHttpClient } from "../testing/mod.ts";
import { createDiscovery } from "./discovery.ts";

function poll(options: { readonly http: HttpClient; readonly pollIntervalMs?: number }) {
  const timer = new FakeTimer();
  const discovery = createDiscovery({
    registryUrl: "http://127.0.0.1:7072",
    ...{ timer, clock: timer.clock, logger: new RecordingLogger() },
    rng: createFixedRng("poll"),
    ...options,
  });
  return { timer, discovery, ids: () => discovery.up("shop").map((instance) => instance.id) };
}

/** A Eureka server without a watch, as a stranger runs it. */
function createEureka() {
  const eureka = {
    full: [] as unknown[],
    delta: [] as unknown[],
    hashCode: "",
    deltaStatus: 200,
    away: false,
    asked: [] as string[],
  };
  const http = new ScriptedHttpClient((request) => {
    const path = new URL(request.url).pathname;
    eureka.asked.push(path);
    if (eureka.away) throw new Error("connection refused");
    if (path === "/watch") return new Response(null, { status: 404 });
    const delta = path.endsWith("/delta");
    if (delta && eureka.deltaStatus !== 200) {
      return new Response(null, { status: eureka.deltaStatus });
    }
    const instances = delta ? eureka.delta : eureka.full;
    return Response.json({
      applications: {
        "versions__delta": "1",
        "apps__hashcode": eureka.hashCode,
        application: [{ name: "SHOP", instance: instances }],
      },
    });
  });
  return { eureka, http };
}

const eurekaInstance = (id: string, more = {}) => ({
  instanceId: id,
  app: "SHOP",
  ipAddr: "127.0.0.1",
  hostName: "localhost",
  status: "UP",
  port: { $: 4001, "@enabled": "true" },
  securePort: { $: 443, "@enabled": "false" },
  metadata: { zone: "b", serverGroup: "shop-v003" },
  ...more,
});

Deno.test("a registry without a watch is polled: full once, then deltas", async () => {
  const { eureka, http } = createEureka();
  eureka.full = [eurekaInstance("a")];
  const { timer, discovery, ids } = poll({ http });
  await timer.settle();
  await discovery.ready;
  const [first] = discovery.up("shop");
  assert.deepEqual([first?.zone, first?.serverGroup, first?.port], ["b", "shop-v003", 4001]);
  eureka.delta = [eurekaInstance("b", { actionType: "ADDED" })];
  eureka.hashCode = "UP_2_";
  await timer.advance(2_000);
  assert.deepEqual(ids(), ["a", "b"]);
  eureka.delta = [eurekaInstance("a", { actionType: "DELETED" })];
  eureka.hashCode = "UP_1_";
  await timer.advance(2_000);
  assert.deepEqual(ids(), ["b"]);
  assert.deepEqual(eureka.asked, [
    "/watch",
    "/eureka/apps",
    "/eureka/apps/delta",
    "/eureka/apps/delta",
  ]);
  discovery.close();
});

Deno.test("a wrong hash, or a delta that is refused, leads to a full fetch", async () => {
  const { eureka, http } = createEureka();
  eureka.full = [eurekaInstance("a")];
  const { timer, discovery, ids } = poll({ http, pollIntervalMs: 1_000 });
  await timer.settle();
  eureka.full = [eurekaInstance("a"), eurekaInstance("b")];
  eureka.hashCode = "UP_2_";
  await timer.advance(1_000);
  assert.deepEqual(ids(), ["a", "b"]);
  eureka.deltaStatus = 403;
  eureka.full = [eurekaInstance("a"), eurekaInstance("b"), eurekaInstance("c")];
  await timer.advance(1_000);
  assert.deepEqual(ids(), ["a", "b", "c"]);
  discovery.close();
});

Deno.test("a polled registry that is away or comes back empty costs nobody", async () => {
  const { eureka, http } = createEureka();
  eureka.full = [eurekaInstance("a")];
  eureka.hashCode = "UP_1_";
  const { timer, discovery, ids } = poll({ http });
  await timer.advance(2_000);
  eureka.away = true;
  await timer.advance(100_000);
  assert.deepEqual(ids(), ["a"]);
  eureka.away = false;
  eureka.full = [];
  eureka.hashCode = "";
  await timer.advance(3_000);
  assert.deepEqual(ids(), ["a"]);
  await timer.advance(8_000);
  assert.deepEqual(ids(), [], "after the grace the registry is believed");
  discovery.close();
});

Deno.test("lenient reading: a bare port, one object instead of a list, no status, unknown words", async () => {
  const { http } = createEureka();
  const lenient = new ScriptedHttpClient(async (request) => {
    if (!request.url.endsWith("/apps")) return await http.send(request);
    return Response.json({
      applications: {
        application: {
          name: "SHOP",
          instance: { hostName: "localhost", port: 4002, metadata: { "@class": "x" } },
        },
      },
    });
  });
  const { timer, discovery } = poll({ http: lenient });
  await timer.settle();
  const [only] = discovery.up("shop");
  assert.deepEqual([only?.id, only?.app, only?.port, only?.status, only?.zone, only?.metadata], [
    "localhost",
    "shop",
    4002,
    "UP",
    "default",
    {},
  ]);
  discovery.close();
});

Deno.test("a registry that gave no stream while it was sick is watched again when it is well", async () => {
  const { eureka, http } = createEureka();
  let isWell = false;
  const client: HttpClient = {
    send: async (request) => {
      if (!isWell || !request.url.endsWith("/watch")) return await http.send(request);
      const message = { type: "snapshot", version: 1, instances: [] };
      return new Response(`data: ${JSON.stringify(message)}\n\n`, {
        headers: { "content-type": "text/event-stream" },
      });
    },
    close: () => undefined,
  };
  const { timer, discovery } = poll({ http: client });
  await timer.advance(10_000);
  const polls = () => eureka.asked.filter((path) => path.startsWith("/eureka")).length;
  assert.ok(polls() > 3);
  isWell = true;
  await timer.advance(25_000);
  const before = polls();
  await timer.advance(10_000);
  assert.equal(polls(), before, "nobody polls any more");
  discovery.close();
  await timer.settle();
  assert.equal(timer.pendingCount, 0);
});
