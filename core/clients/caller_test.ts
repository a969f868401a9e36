import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import type { HttpClientRequest } from "../ports/http.ts";
import {
  createFixedRng,
  FakeTimer,
  RecordingEventSink,
  ScriptedHttpClient,
} from "../testing/mod.ts";
import { type CallerOptions, createCaller } from "./caller.ts";
import { fakeDiscovery, instanceOf, RecordingMetrics } from "./client_fakes.ts";
import type { RoutesWatch } from "./routes_watch.ts";

function createWorld(
  answer: (request: HttpClientRequest) => Response | Promise<Response>,
  more: Partial<CallerOptions> = {},
) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const discovery = fakeDiscovery();
  const metrics = new RecordingMetrics();
  discovery.set([instanceOf("a", { port: 4001 }), instanceOf("b", { port: 4002 })]);
  const caller = createCaller({
    ...{ http, discovery, timer, clock: timer.clock, metrics },
    events: new RecordingEventSink(),
    rng: createFixedRng("caller"),
    zone: "-",
    ...more,
  });
  return { timer, http, discovery, metrics, caller };
}

Deno.test("call() sends method, path, headers, body and the deadline to an instance", async () => {
  const { timer, http, caller } = createWorld(() => new Response("ok"), { timeoutMs: 3_000 });
  const body = new TextEncoder().encode("{}");
  const response = await caller.call("shop", {
    method: "POST",
    path: "/buy?n=1",
    headers: { "x-a": "1" },
    body,
  });
  assert.equal(await response.text(), "ok");
  const [request] = http.requests;
  assert.match(request?.url ?? "", /^http:\/\/127\.0\.0\.1:400[12]\/buy\?n=1$/);
  const headers = new Headers(request?.headers);
  assert.equal(headers.get("x-a"), "1");
  assert.equal(headers.get("x-netops-deadline"), String(timer.clock.nowMs() + 3_000));
  assert.equal(request?.method, "POST");
  assert.equal(request?.body, body);
  caller.close();
});

Deno.test("call() passes on the caller's own deadline when that is earlier", async () => {
  const { timer, http, caller } = createWorld(() => new Response("ok"));
  const deadlineAtMs = timer.clock.nowMs() + 700;
  await caller.call("shop", { method: "GET", path: "/", deadlineAtMs });
  assert.equal(
    new Headers(http.requests[0]?.headers).get("x-netops-deadline"),
    String(deadlineAtMs),
  );
  caller.close();
});

Deno.test("call() throws what went wrong, or lets the fallback answer and counts it", async () => {
  const { caller, metrics, discovery } = createWorld(() => new Response());
  discovery.set([]);
  const isNobody = (error: unknown) => error instanceof NetopsError && error.code === "NO_INSTANCE";
  await assert.rejects(caller.call("shop", { method: "GET", path: "/" }), isNobody);
  const response = await caller.call("shop", {
    method: "GET",
    path: "/",
    fallback: (error) => new Response(error.code),
  });
  assert.equal(await response.text(), "NO_INSTANCE");
  assert.equal(metrics.total("fallback_total"), 1);
  caller.close();
});

Deno.test("hedgeAfterMs asks another instance when the first is slow, and frees the loser", async () => {
  let aborted = 0;
  const { timer, http, caller } = createWorld((request) => {
    if (http.requests.length > 1) return new Response("second");
    return new Promise((_, reject) => {
      request.signal?.addEventListener("abort", () => {
        aborted++;
        reject(request.signal?.reason);
      });
    });
  });
  const calls = caller.call("shop", { method: "GET", path: "/", hedgeAfterMs: 50 });
  await timer.advance(100);
  assert.equal(await (await calls).text(), "second");
  await timer.settle();
  assert.equal(aborted, 1);
  assert.equal(new Set(http.requests.map((request) => request.url)).size, 2, "two instances");
  caller.close();
});

Deno.test("where every instance is slow, no more than ten calls in ten seconds are asked twice", async () => {
  const { timer, http, caller } = createWorld(() => new Promise(() => undefined));
  const calls = Array.from(
    { length: 20 },
    () => caller.call("shop", { method: "GET", path: "/", hedgeAfterMs: 50 }),
  );
  const ended = Promise.allSettled(calls);
  await timer.advance(1_000);
  assert.equal(http.requests.length, 30);
  await timer.advance(16_000);
  await ended;
  caller.close();
});

Deno.test("hedgeAfterMs is ignored for what may not be sent twice", async () => {
  const { timer, http, caller } = createWorld(() => new Promise(() => undefined));
  const calls = caller.call("shop", { method: "POST", path: "/", hedgeAfterMs: 50 });
  const ended = assert.rejects(calls, /time is over/);
  await timer.advance(16_000);
  await ended;
  assert.equal(http.requests.length, 1);
  caller.close();
});

Deno.test("routes decide the application and the server group, also by header", async () => {
  const route = {
    key: "shop",
    app: "shop",
    groups: [{ serverGroup: "shop-v000", weight: 1 }],
    rules: [{ name: "t", serverGroup: "shop-v001", header: { name: "x-test", value: "1" } }],
    auth: "none" as const,
  };
  const routes = { routeOfApp: () => route } as unknown as RoutesWatch;
  const { http, discovery, caller } = createWorld(() => new Response(), { routes });
  discovery.set([
    instanceOf("old", { port: 4001 }),
    instanceOf("new", { port: 4002, serverGroup: "shop-v001" }),
  ]);
  for (let turn = 0; turn < 10; turn++) {
    await caller.call("shop", { method: "GET", path: "/" });
    await caller.call("shop", { method: "GET", path: "/", headers: { "x-test": "1" } });
  }
  const ports = http.requests.map((request) => new URL(request.url).port);
  assert.deepEqual(ports, Array.from({ length: 20 }, (_, index) => index % 2 ? "4002" : "4001"));
  caller.close();
});

Deno.test("call() tells the next hop what its request carries, and lets a fault answer instead", async () => {
  const instead: (Response | undefined)[] = [undefined, new Response("fault")];
  const limits: { mostMs: number }[] = [];
  const { http, caller } = createWorld(() => new Response("app"), {
    timeoutMs: 3_000,
    faults: {
      value: "sealed",
      meetCall: (_app, given) => {
        limits.push(given);
        return Promise.resolve(instead.shift());
      },
    },
  });
  const ask = async () => {
    const headers = { "x-netops-fault": "of the request" };
    return await (await caller.call("shop", { method: "GET", path: "/", headers })).text();
  };
  assert.deepEqual([await ask(), await ask()], ["app", "fault"]);
  assert.equal(new Headers(http.requests[0]?.headers).get("x-netops-fault"), "sealed");
  assert.equal(http.requests.length, 1);
  assert.deepEqual(limits.map(({ mostMs }) => mostMs), [3_000, 3_000]);
  caller.close();
});

Deno.test("a group that the route does not lead to gets nothing, also when nobody else is up", async () => {
  const group = (serverGroup: string, weight: number) => ({ serverGroup, weight });
  const route = {
    ...{ key: "shop", app: "shop", rules: [], auth: "none" as const },
    groups: [group("shop-v001", 0), group("shop-v000", 1)],
  };
  const routes = { routeOfApp: () => route } as unknown as RoutesWatch;
  const { caller, http, discovery } = createWorld(() => new Response("ok"), { routes });
  discovery.set([
    instanceOf("old", { port: 4001, serverGroup: "shop-v000" }),
    instanceOf("off", { port: 4002, serverGroup: "shop-v001" }),
    instanceOf("new", { port: 4003, serverGroup: "shop-v002" }),
  ]);
  const call = () => caller.call("shop", { method: "GET", path: "/" });
  for (let count = 0; count < 20; count++) await (await call()).body?.cancel();
  assert.deepEqual([...new Set(http.requests.map(({ url }) => url))], ["http://127.0.0.1:4001/"]);
  discovery.set(discovery.instances("shop").filter(({ id }) => id !== "old"));
  await assert.rejects(call(), { code: "NO_INSTANCE" });
  assert.equal(http.requests.length, 20);
  caller.close();
});
