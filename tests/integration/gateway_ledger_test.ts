import assert from "node:assert/strict";
import type { GroupLedger } from "@netops/core/contracts";
import { startRawOrigin } from "../harness/raw_origin.ts";
import { freePort, type GatewayRig, startGatewayRig } from "./gateway_rig.ts";

const LONG_BYTES = 1_000_000;

/** An app whose paths are all that an answer can be. */
async function startShop(
  options: Parameters<typeof startGatewayRig>[0] = {},
): Promise<GatewayRig> {
  const rig = await startGatewayRig(options);
  await rig.origin("shop", (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/500") return new Response("no", { status: 500 });
    if (pathname === "/404") return new Response(null, { status: 404 });
    if (pathname === "/long") return new Response("x".repeat(LONG_BYTES));
    if (pathname === "/stream") return new Response(new Blob(["a", "b"]).stream());
    return new Response("ok");
  });
  return rig;
}

function shopOf(rig: GatewayRig): Readonly<Record<string, GroupLedger>> {
  return rig.gateway.ledger.groupsOf("shop");
}

async function ask(rig: GatewayRig, path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`${rig.url}${path}`, init);
  await response.bytes().catch(() => undefined);
  return response.status;
}

/** Waits for what a gateway learns a moment after its client. */
async function until(test: () => boolean): Promise<void> {
  const endMs = performance.now() + 5_000;
  while (!test()) {
    assert.ok(performance.now() < endMs, "not so within 5 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("what a service answers itself is answered, and failed from 500 on; once each, also inside and for a long body", async () => {
  await using rig = await startShop();
  for (const path of ["", "404", "500", "long", "stream"]) await ask(rig, `/shop/${path}`);
  await ask(rig, "/shop/", { method: "HEAD" });
  await ask(rig, "/shop/", { method: "POST", body: "x" });
  const { port } = await rig.listen({ kind: "internal", app: "shop" });
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await until(() => shopOf(rig)["shop-v000"]?.answered === 8);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 8, dropped: 0, failed: 1 } });
  rig.gateway.updateMetrics();
  rig.gateway.updateMetrics();
  const text = rig.metrics.text();
  const series = (outcome: string) =>
    `gateway_requests_total{app="shop",server_group="shop-v000",outcome="${outcome}"}`;
  assert.ok(text.includes(`${series("answered")} 7\n`), text);
  assert.ok(text.includes(`${series("failed")} 1\n`), text);
});

Deno.test("a request that no group could be chosen for is dropped under a name of its own", async () => {
  await using rig = await startGatewayRig();
  rig.route("shop");
  assert.equal(await ask(rig, "/shop/"), 503);
  assert.deepEqual(shopOf(rig), { "-": { answered: 0, dropped: 1, failed: 0 } });
});

Deno.test("a connection that is refused or closed drops the request by the group of its last attempt, once for all attempts", async () => {
  await using rig = await startGatewayRig();
  await using silent = startRawOrigin({ answers: [], perConnection: 0 });
  rig.register("shop", silent.port, "shop-v001");
  rig.register("shop", freePort(), "shop-v001");
  rig.route("shop", { groups: [{ serverGroup: "shop-v001", weight: 1 }] });
  assert.equal(await ask(rig, "/shop/"), 502);
  assert.deepEqual(shopOf(rig), { "shop-v001": { answered: 0, dropped: 1, failed: 0 } });
});

Deno.test("a retry that succeeds is answered, and nothing is dropped", async () => {
  await using rig = await startShop();
  rig.register("shop", freePort());
  for (let n = 0; n < 10; n++) assert.equal(await ask(rig, "/shop/"), 200);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 10, dropped: 0, failed: 0 } });
});

Deno.test("no first byte in time is dropped", async () => {
  const gate = Promise.withResolvers<Response>();
  await using rig = await startGatewayRig({ config: { firstByteTimeoutMs: 100 } });
  await rig.origin("shop", () => gate.promise);
  assert.equal(await ask(rig, "/shop/", { method: "POST" }), 504);
  gate.resolve(new Response());
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 0, dropped: 1, failed: 0 } });
});

for (
  const [what, answer] of [
    ["short", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"],
    ["long", "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc"],
    ["endless", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
  ] as const
) {
  Deno.test(`a ${what} body that breaks off at the service is dropped`, async () => {
    await using rig = await startGatewayRig();
    await using origin = startRawOrigin({ answers: [answer], perConnection: 1, closeAtOnce: true });
    rig.register("shop", origin.port);
    await ask(rig, "/shop/");
    await until(() => rig.gateway.groupLoad.count("shop-v000") === 0);
    assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 0, dropped: 1, failed: 0 } });
  });
}

for (
  const [what, head] of [
    ["short", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"],
    ["long", "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc"],
  ] as const
) {
  Deno.test(`a ${what} body that is silent for too long is dropped, and let go of`, async () => {
    await using rig = await startGatewayRig({ config: { streamIdleTimeoutMs: 100 } });
    await using origin = startRawOrigin({ answers: [head], perConnection: 1 });
    const instance = rig.register("shop", origin.port);
    await ask(rig, "/shop/");
    await until(() => rig.gateway.instanceLoad.count(instance.id) === 0);
    assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 0, dropped: 1, failed: 0 } });
    assert.equal(rig.gateway.groupLoad.count("shop-v000"), 0);
  });
}

Deno.test("another app that answers in its place is a drop of the group that failed, and no request of the other", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("other", () => new Response("in its place"));
  await rig.origin("shop", () => new Response("busy", { status: 503 }));
  rig.route("shop", { fallback: { app: "other", path: "/" } });
  assert.equal(await ask(rig, "/shop/"), 200);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 0, dropped: 1, failed: 0 } });
  assert.deepEqual(rig.gateway.ledger.groupsOf("other"), {});
  rig.route("shop", { fallback: { app: "nobody", path: "/" } });
  assert.equal(await ask(rig, "/shop/"), 503);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 1, dropped: 1, failed: 1 } });
});

Deno.test("what is refused before, what a fault answers, and what the client breaks are in neither", async () => {
  await using rig = await startShop({ config: { maxBodyBytes: 10 } });
  assert.equal(await ask(rig, "/nobody/"), 404);
  assert.equal(await ask(rig, "/shop/", { method: "POST", body: "x".repeat(11) }), 413);
  rig.route("shop", { auth: "user" });
  assert.equal(await ask(rig, "/shop/"), 401);
  rig.route("shop", { limit: { count: 1, perMs: 60_000 } });
  assert.equal(await ask(rig, "/shop/"), 200);
  assert.equal(await ask(rig, "/shop/"), 429);
  rig.route("shop");
  rig.faults.put({
    ...{ id: "f-1", kind: "abort", effect: { type: "abort", status: 503 }, match: {} },
    ...{ seed: "1", remainingMs: 60_000, leaseMs: 5_000 },
  });
  assert.equal(await ask(rig, "/shop/"), 503);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 1, dropped: 0, failed: 0 } });
});

Deno.test("a client that leaves before or inside the answer is in neither, and counts nowhere any more", async () => {
  await using rig = await startGatewayRig();
  const gate = Promise.withResolvers<Response>();
  await rig.origin("shop", (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/before") return gate.promise;
    const headers = new Headers(pathname === "/short" ? { "content-length": "10" } : {});
    const body = new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(5)) });
    return new Response(body, { headers });
  });
  for (const path of ["before", "short", "endless"]) {
    const leave = new AbortController();
    const asked = fetch(`${rig.url}/shop/${path}`, { signal: leave.signal })
      .then((response) => response.bytes());
    await until(() => rig.gateway.groupLoad.count("shop-v000") === 1);
    if (path !== "before") await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(rig.gateway.groupLoad.count("shop-v000"), 1, "a body under way is under way");
    leave.abort();
    await assert.rejects(asked);
    await until(() => rig.gateway.groupLoad.count("shop-v000") === 0);
  }
  gate.resolve(new Response());
  assert.deepEqual(shopOf(rig), {});
  assert.doesNotMatch(
    rig.metrics.text(),
    /http_server_request_duration_seconds_count\{[^}]*code="50/,
  );
});

Deno.test("a WebSocket is answered when it opens or is refused, dropped when nobody is there, and counts at its group while it is open", async () => {
  await using rig = await startGatewayRig();
  const instance = await rig.origin("shop", (request) => {
    if (new URL(request.url).pathname === "/no") return new Response(null, { status: 503 });
    return Deno.upgradeWebSocket(request).response;
  });
  rig.register("dead", freePort());
  const open = async (path: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${rig.port}${path}`);
    const isOpen = Promise.withResolvers<boolean>();
    socket.onopen = () => isOpen.resolve(true);
    socket.onerror = (event) => {
      event.preventDefault();
      isOpen.resolve(false);
    };
    return { socket, isOpen: await isOpen.promise };
  };
  const { openSockets, groupLoad, instanceLoad, ledger } = rig.gateway;
  const { socket, isOpen } = await open("/shop/yes");
  assert.ok(isOpen);
  assert.deepEqual([openSockets.countAt(instance.id), openSockets.countOf("shop-v000")], [1, 1]);
  assert.equal((await open("/shop/no")).isOpen, false);
  assert.equal((await open("/dead/")).isOpen, false);
  assert.deepEqual(shopOf(rig), { "shop-v000": { answered: 2, dropped: 0, failed: 1 } });
  assert.deepEqual(ledger.groupsOf("dead"), {
    "dead-v000": { answered: 0, dropped: 1, failed: 0 },
  });
  assert.deepEqual([groupLoad.count("shop-v000"), instanceLoad.count(instance.id)], [0, 0]);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close(1000);
  await closed;
  await until(() => openSockets.countOf("shop-v000") === 0);
});

Deno.test("a request counts at its group from the choice on, while attempts fail and while it moves to another group", async () => {
  await using rig = await startGatewayRig();
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const old = await rig.origin("shop", async () => {
    entered.resolve();
    await gate.promise;
    return new Response("busy", { status: 503 });
  }, "shop-v001");
  const late = Promise.withResolvers<Response>();
  const moved = Promise.withResolvers<void>();
  await rig.origin("shop", () => {
    moved.resolve();
    return late.promise;
  }, "shop-v002");
  const groups = (first: number, second: number) => [
    { serverGroup: "shop-v001", weight: first },
    { serverGroup: "shop-v002", weight: second },
  ];
  const { groupLoad } = rig.gateway;
  const counts = () => ["shop-v001", "shop-v002"].map((group) => groupLoad.count(group));
  rig.route("shop", { groups: groups(1, 0) });
  const asked = ask(rig, "/shop/");
  await entered.promise;
  assert.deepEqual(counts(), [1, 0]);
  rig.route("shop", { groups: groups(0, 1) });
  rig.setStatus(old, "DOWN");
  gate.resolve();
  await moved.promise;
  assert.deepEqual(counts(), [0, 1]);
  late.resolve(new Response("ok"));
  assert.equal(await asked, 200);
  assert.deepEqual(counts(), [0, 0]);
  assert.deepEqual(shopOf(rig), { "shop-v002": { answered: 1, dropped: 0, failed: 0 } });
});

Deno.test("while another app answers in its place the request counts at that one's group", async () => {
  await using rig = await startGatewayRig();
  const to = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  await rig.origin(
    "other",
    () => new Response(new ReadableStream({ start: (c) => to.resolve(c) })),
  );
  rig.route("shop", { fallback: { app: "other", path: "/" } });
  const { groupLoad } = rig.gateway;
  const response = await fetch(`${rig.url}/shop/`);
  const controller = await to.promise;
  assert.equal(groupLoad.count("other-v000"), 1);
  controller.close();
  await response.text();
  await until(() => groupLoad.count("other-v000") === 0);
});
