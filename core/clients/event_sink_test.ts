import assert from "node:assert/strict";
import { EventBatch } from "../contracts/event.ts";
import { FakeTimer, ScriptedHttpClient } from "../testing/mod.ts";
import { createEventSink } from "./event_sink.ts";

function createWorld() {
  const timer = new FakeTimer();
  const fleet = { status: 204, away: false, batches: [] as EventBatch[] };
  const http = new ScriptedHttpClient((request) => {
    if (fleet.away) throw new Error("connection refused");
    if (fleet.status < 300) fleet.batches.push(EventBatch.parse(JSON.parse(String(request.body))));
    return new Response(null, { status: fleet.status });
  });
  const sink = createEventSink({
    fleetUrl: "http://127.0.0.1:1",
    token: "secret",
    source: "shop-1",
    ...{ http, timer, clock: timer.clock },
  });
  const subjects = () =>
    fleet.batches.flatMap((batch) => batch.events.map((event) => event.subject));
  return { timer, fleet, http, sink, subjects };
}

Deno.test("publish() batches for 100 ms and sends what fleet's contract takes, with the token", async () => {
  const { timer, fleet, http, sink } = createWorld();
  sink.publish({ kind: "breaker.opened", subject: "a", data: { reason: "failures" } });
  sink.publish({ kind: "breaker.closed", subject: "a", traceId: "t" });
  await timer.advance(99);
  assert.equal(fleet.batches.length, 0);
  await timer.advance(1);
  assert.equal(fleet.batches.length, 1);
  const [batch] = fleet.batches;
  assert.equal(batch?.source, "shop-1");
  assert.deepEqual(batch?.events.map((event) => event.kind), ["breaker.opened", "breaker.closed"]);
  assert.equal(new Headers(http.requests[0]?.headers).get("authorization"), "Bearer secret");
  assert.equal(sink.pending, 0);
  assert.equal(timer.pendingCount, 0, "nothing ticks while there is nothing to send");
});

Deno.test("events of the time when fleet was gone are sent again in order, numbered once", async () => {
  const { timer, fleet, sink, subjects } = createWorld();
  fleet.away = true;
  for (let count = 0; count < 2_500; count++) sink.publish({ kind: "k", subject: `s${count}` });
  await timer.advance(30_000);
  assert.equal(sink.pending, 2_500);
  fleet.away = false;
  sink.publish({ kind: "k", subject: "s2500" });
  await timer.advance(5_000);
  assert.deepEqual(subjects(), Array.from({ length: 2_501 }, (_, count) => `s${count}`));
  const numbers = fleet.batches.flatMap((batch) => batch.events.map((event) => event.srcSeq));
  assert.deepEqual(numbers, numbers.map((_, index) => (numbers[0] as number) + index));
  assert.equal(sink.dropped, 0);
});

Deno.test("waits between tries grow to 2 s", async () => {
  const { timer, fleet, http, sink } = createWorld();
  fleet.away = true;
  sink.publish({ kind: "k", subject: "s" });
  await timer.advance(60_000);
  assert.ok(
    http.requests.length > 25 && http.requests.length < 40,
    `${http.requests.length} tries`,
  );
  await sink.close();
});

Deno.test("the newest 10,000 are kept and the lost ones counted", async () => {
  const { timer, fleet, sink, subjects } = createWorld();
  fleet.away = true;
  for (let count = 0; count < 10_001; count++) sink.publish({ kind: "k", subject: `s${count}` });
  assert.equal(sink.pending + sink.dropped, 10_001);
  assert.ok(sink.dropped > 0 && sink.pending <= 10_000);
  fleet.away = false;
  await timer.advance(10_000);
  assert.equal(subjects().at(-1), "s10000");
  assert.equal(subjects().length + sink.dropped, 10_001);
});

Deno.test("a batch that fleet refuses for good does not block the others", async () => {
  const { timer, fleet, sink, subjects } = createWorld();
  fleet.status = 400;
  sink.publish({ kind: "k", subject: "bad" });
  await timer.advance(200);
  assert.equal(sink.dropped, 1);
  fleet.status = 204;
  sink.publish({ kind: "k", subject: "good" });
  await timer.advance(200);
  assert.deepEqual(subjects(), ["good"]);
});

Deno.test("publish() never throws: data that is no JSON is dropped, long names are cut", async () => {
  const { timer, fleet, sink } = createWorld();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  sink.publish({ kind: "k", subject: "cycle", data: cycle });
  sink.publish({ kind: "k".repeat(500), subject: "s".repeat(500) });
  await timer.advance(200);
  assert.equal(sink.dropped, 1);
  assert.equal(fleet.batches[0]?.events[0]?.subject.length, 300);
});

Deno.test("srcSeq increases over restarts of the process", async () => {
  const before = createWorld();
  before.sink.publish({ kind: "k", subject: "a" });
  await before.timer.advance(100);
  const after = createWorld();
  after.timer.clock.advance(1_000);
  const sink = createEventSink({
    fleetUrl: "http://127.0.0.1:1",
    token: "secret",
    source: "shop-1",
    http: after.http,
    timer: after.timer,
    clock: after.timer.clock,
  });
  sink.publish({ kind: "k", subject: "b" });
  await after.timer.advance(100);
  const first = before.fleet.batches[0]?.events[0]?.srcSeq as number;
  assert.ok((after.fleet.batches[0]?.events[0]?.srcSeq as number) > first);
});

Deno.test("close() sends the rest at once and takes no more", async () => {
  const { timer, sink, subjects } = createWorld();
  sink.publish({ kind: "k", subject: "last words" });
  await sink.close();
  assert.deepEqual(subjects(), ["last words"]);
  sink.publish({ kind: "k", subject: "too late" });
  assert.equal(sink.dropped, 1);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("close() gives up after one try when fleet is gone", async () => {
  const { timer, fleet, sink } = createWorld();
  fleet.away = true;
  sink.publish({ kind: "k", subject: "lost" });
  await sink.close();
  assert.equal(sink.pending, 1);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("events that are dropped while they are being sent are neither lost nor sent twice", async () => {
  const { timer, fleet, http, sink, subjects } = createWorld();
  const gate = Promise.withResolvers<void>();
  const slow = createEventSink({
    fleetUrl: "http://127.0.0.1:1",
    token: "secret",
    source: "shop-1",
    http: {
      send: async (request) => {
        await gate.promise;
        return await http.send(request);
      },
      close: () => undefined,
    },
    timer,
    clock: timer.clock,
  });
  for (let count = 0; count < 10_000; count++) slow.publish({ kind: "k", subject: `s${count}` });
  await timer.advance(100);
  for (let count = 10_000; count < 10_500; count++) {
    slow.publish({ kind: "k", subject: `s${count}` });
  }
  gate.resolve();
  await timer.advance(5_000);
  assert.deepEqual(subjects(), Array.from({ length: 10_500 }, (_, count) => `s${count}`));
  assert.equal(slow.dropped, 0);
  assert.equal(fleet.batches.length, 11);
  await sink.close();
});
