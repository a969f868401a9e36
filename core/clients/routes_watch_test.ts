import assert from "node:assert/strict";
import type { RouteSnapshot } from "../contracts/routes.ts";
import { createFixedRng, FakeTimer, RecordingLogger } from "../testing/mod.ts";
import { createRoutesWatch } from "./routes_watch.ts";
import { scriptStreams } from "./scripted_streams.ts";

function createWorld() {
  const timer = new FakeTimer();
  const acks: unknown[] = [];
  const fleet = { ackStatus: 200 };
  const { http, streams } = scriptStreams("/v1/routes/stream", (request) => {
    if (fleet.ackStatus === 200) acks.push(JSON.parse(String(request.body)));
    return new Response(null, { status: fleet.ackStatus });
  });
  const watch = createRoutesWatch({
    fleetUrl: "http://127.0.0.1:1",
    token: "secret",
    consumer: "gateway-1",
    ...{ http, timer, clock: timer.clock, logger: new RecordingLogger() },
    rng: createFixedRng("routes"),
  });
  return { timer, acks, fleet, watch, streams, http };
}

const snapshot = (epoch: number, ...keys: string[]): RouteSnapshot => ({
  epoch,
  routes: keys.map((key) => ({ key, app: "shop", groups: [], rules: [], auth: "none" })),
  listeners: [],
});

Deno.test("each newer snapshot is swapped in, told, then acknowledged with the consumer's name", async () => {
  const { timer, acks, watch, streams, http } = createWorld();
  const seen: number[] = [];
  watch.onChange((now) => {
    seen.push(now.epoch);
    assert.ok(!acks.some((ack) => (ack as { epoch: number }).epoch === now.epoch));
  });
  await timer.settle();
  streams[0]?.send(snapshot(3, "shop"));
  await timer.settle();
  await watch.ready;
  streams[0]?.send(snapshot(4, "front", "shop2"));
  await timer.settle();
  assert.deepEqual(seen, [3, 4]);
  assert.deepEqual(acks, [{ consumer: "gateway-1", epoch: 3 }, {
    consumer: "gateway-1",
    epoch: 4,
  }]);
  assert.equal(watch.route("shop"), undefined);
  assert.equal(watch.route("front")?.app, "shop");
  assert.equal(watch.routeOfApp("shop")?.key, "front");
  for (const request of http.requests) {
    assert.equal(new Headers(request.headers).get("authorization"), "Bearer secret");
  }
  watch.close();
});

Deno.test("an older epoch is ignored; the last snapshot stays while fleet is gone", async () => {
  const { timer, watch, streams } = createWorld();
  await timer.settle();
  streams[0]?.send(snapshot(5, "shop"));
  streams[0]?.send(snapshot(4));
  await timer.settle();
  streams[0]?.end();
  await timer.settle();
  assert.equal(watch.snapshot()?.epoch, 5);
  assert.ok(watch.route("shop"));
  watch.close();
});

Deno.test("an acknowledgement that fails is repeated, and said again after a reconnect", async () => {
  const { timer, acks, fleet, watch, streams } = createWorld();
  fleet.ackStatus = 503;
  await timer.settle();
  streams[0]?.send(snapshot(5, "shop"));
  await timer.advance(1_200);
  assert.deepEqual(acks, []);
  fleet.ackStatus = 200;
  await timer.advance(600);
  assert.deepEqual(acks, [{ consumer: "gateway-1", epoch: 5 }]);
  streams[0]?.end();
  await timer.advance(1_000);
  streams[1]?.send(snapshot(5, "shop"));
  await timer.settle();
  assert.equal(acks.length, 2);
  watch.close();
});

Deno.test("comments keep the stream alive; silence of 5 s opens a new one", async () => {
  const { timer, watch, streams } = createWorld();
  await timer.settle();
  streams[0]?.send(snapshot(1));
  for (let ping = 0; ping < 5; ping++) {
    await timer.advance(2_000);
    streams[0]?.comment();
  }
  await timer.settle();
  assert.equal(streams.length, 1);
  await timer.advance(7_000);
  assert.ok(streams.length >= 2);
  watch.close();
});

Deno.test("broken snapshots are passed over; close() leaves no timer and rejects ready", async () => {
  const { timer, watch, streams } = createWorld();
  await timer.settle();
  streams[0]?.send({ routes: [] });
  streams[0]?.send("text");
  await timer.settle();
  assert.equal(watch.snapshot(), undefined);
  watch.close();
  await assert.rejects(watch.ready, /closed/);
  await timer.settle();
  assert.equal(timer.pendingCount, 0);
});
