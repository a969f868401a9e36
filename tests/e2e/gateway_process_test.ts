import assert from "node:assert/strict";
import { isListening } from "../harness/platform.ts";
import { freePort } from "../harness/start_service.ts";
import { snapshotOf, startGatewayProcess, until } from "./gateway_process_rig.ts";

async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, init);
  await response.body?.cancel();
  return response.status;
}

Deno.test("the gateway process serves, registers, acknowledges, and keeps admin to its own port", async () => {
  await using rig = await startGatewayProcess();
  const { url } = rig.gateway;
  assert.equal(await statusOf(`${url}/hello/`), 200);
  const health = await (await fetch(`${url}/healthz`)).json();
  assert.deepEqual(health, { runId: "test-run", status: "UP" });
  for (const path of ["/metrics", "/attempts", "/routes"]) {
    assert.equal(await statusOf(url + path), 404);
    assert.equal(await statusOf(rig.adminUrl + path), 200);
  }
  const { attempts } = await (await fetch(`${rig.adminUrl}/attempts`)).json();
  assert.ok(attempts.some((record: { route?: string }) => record.route === "hello"));
  const metrics = await (await fetch(`${rig.adminUrl}/metrics`)).text();
  assert.match(metrics, /upstream_request_duration_seconds_count\{[^}]*upstream_app="hello"/);
  await until(() => rig.control.registered.includes("gateway-1"));
  await until(() => rig.control.acknowledged.some(({ epoch }) => epoch === 1));
});

Deno.test("a new snapshot opens and closes internal listeners and is acknowledged", async () => {
  await using rig = await startGatewayProcess((request) =>
    new Response(new URL(request.url).pathname)
  );
  const port = freePort();
  rig.control.setRoutes(snapshotOf(2, [{ app: "hello", port }]));
  await until(() => rig.control.acknowledged.some(({ epoch }) => epoch === 2));
  const internal = `http://127.0.0.1:${port}`;
  await until(() => statusOf(`${internal}/x`).then((status) => status === 200, () => false));
  assert.equal(await (await fetch(`${internal}/a/b`)).text(), "/a/b");
  assert.equal(await statusOf(`${internal}/`, { headers: { origin: "http://evil.example" } }), 403);
  rig.control.setRoutes(snapshotOf(3));
  await until(() => statusOf(`${internal}/x`).then(() => false, () => true));
});

Deno.test("without fleet and registry the last routes and instances are kept", async () => {
  await using rig = await startGatewayProcess();
  await rig.control.close();
  for (let n = 0; n < 20; n++) {
    assert.equal(await statusOf(`${rig.gateway.url}/hello/`), 200);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

Deno.test("SIGTERM answers what is in flight, says 1001 to WebSockets and exits 0", async () => {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const socketClosed = Promise.withResolvers<void>();
  await using rig = await startGatewayProcess(async (request) => {
    if (request.headers.get("upgrade") === "websocket") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onclose = () => socketClosed.resolve();
      return response;
    }
    entered.resolve();
    await gate.promise;
    return new Response("done");
  });
  const { url } = rig.gateway;
  const internal = freePort();
  rig.control.setRoutes(snapshotOf(2, [{ app: "hello", port: internal }]));
  await until(() => isListening(internal));
  const answer = fetch(`${url}/hello/`).then((response) => response.text());
  const socket = new WebSocket(`${url.replace("http", "ws")}/hello/`);
  const closed = new Promise<number>((resolve) => socket.onclose = (event) => resolve(event.code));
  await new Promise((resolve) => socket.onopen = resolve);
  await entered.promise;
  const stopped = rig.gateway.stop();
  assert.equal(await closed, 1001);
  await socketClosed.promise;
  // The internal listeners do not wait for the public one.
  await until(async () => !await isListening(internal), 1_500);
  gate.resolve();
  assert.equal(await answer, "done");
  assert.equal((await stopped).code, 0);
});

Deno.test("two gateways share the port, and the loss of one leaves the other", async () => {
  await using rig = await startGatewayProcess();
  const second = await rig.startAnother();
  await second.kill();
  for (let n = 0; n < 50; n++) {
    assert.equal(
      await statusOf(`${rig.gateway.url}/hello/`, { headers: { connection: "close" } }),
      200,
    );
  }
});

Deno.test("the admin port says what is under way at a group and an instance, by which epoch, and what came of requests", async () => {
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  await using rig = await startGatewayProcess(async (request) => {
    if (request.headers.get("upgrade") === "websocket") {
      return Deno.upgradeWebSocket(request).response;
    }
    entered.resolve();
    await gate.promise;
    return new Response("done");
  });
  const read = async (path: string) => await (await fetch(rig.adminUrl + path)).json();
  const answer = fetch(`${rig.gateway.url}/hello/`).then((response) => response.text());
  await entered.promise;
  const socket = new WebSocket(`${rig.gateway.url.replace("http", "ws")}/hello/`);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  await new Promise((resolve) => socket.onopen = resolve);
  assert.deepEqual(await read("/groups/hello/hello-v000"), { epoch: 1, inFlight: 1, sockets: 1 });
  assert.deepEqual(await read("/instances/hello/hello-1"), {
    ...{ isKnown: true, inFlight: 1, sockets: 1 },
  });
  assert.deepEqual(await read("/groups/hello/hello-v999"), { epoch: 1, inFlight: 0, sockets: 0 });
  rig.control.setRoutes(snapshotOf(2));
  await until(async () => (await read("/groups/hello/hello-v000")).epoch === 2);
  gate.resolve();
  await answer;
  socket.close();
  await closed;
  await until(async () => (await read("/groups/hello/hello-v000")).sockets === 0);
  assert.deepEqual(await read("/groups/hello/hello-v000"), { epoch: 2, inFlight: 0, sockets: 0 });
  assert.deepEqual(await read("/ledger/hello"), {
    groups: { "hello-v000": { answered: 2, dropped: 0, failed: 0 } },
  });
  const metrics = await (await fetch(`${rig.adminUrl}/metrics`)).text();
  assert.match(
    metrics,
    /gateway_requests_total\{app="hello",server_group="hello-v000",outcome="answered"\} 2\n/,
  );
  assert.match(metrics, /http_server_requests_in_flight\{kind="request"\} 0\n/);
});
