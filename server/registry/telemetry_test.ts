import { formatTraceParent, NO_TRACER, type SpanRecord } from "@netops/core";
import { MetricRegistry, SpanTracer } from "@netops/core/service";
import { createFixedRng, RecordingEventSink } from "@netops/core/testing";
import assert from "node:assert/strict";
import { createMetricsCopy, publishChange, publishRound } from "./telemetry.ts";
import { makeInstance, RegistryWorld } from "./testing.ts";

Deno.test("the time line hears of registrations, statuses, cancels and evictions", () => {
  const world = new RegistryWorld();
  const sink = new RecordingEventSink();
  world.registry.onChange((change) => publishChange({ events: sink, tracer: NO_TRACER }, change));
  world.registry.register(makeInstance({ status: "STARTING" }));
  world.registry.register(makeInstance());
  world.registry.register(makeInstance());
  world.registry.override({ app: "HELLO", id: "h1:hello:8080" }, "DOWN");
  world.registry.cancel("HELLO", "h1:hello:8080");
  world.registry.register(makeInstance());
  world.pass(6_500);
  assert.deepEqual(sink.events.map((event) => [event.kind, event.data]), [
    ["registry.register", { app: "hello", status: "STARTING" }],
    ["registry.status", { app: "hello", from: "STARTING", to: "UP" }],
    ["registry.status", { app: "hello", from: "UP", to: "DOWN" }],
    ["registry.cancel", { app: "hello" }],
    ["registry.register", { app: "hello", status: "UP" }],
    ["registry.evict", { app: "hello", silentMs: 6_500 }],
  ]);
  assert.ok(sink.events.every((event) => event.subject === "h1:hello:8080"));
});

Deno.test("the time line hears when self-preservation holds and lets go", () => {
  const world = new RegistryWorld();
  const sink = new RecordingEventSink();
  for (const instanceId of ["a", "b", "c"]) world.registry.register(makeInstance({ instanceId }));
  for (let each = 0; each < 80; each++) {
    world.clock.advance(500);
    publishRound(sink, world.registry.tick());
  }
  const states = sink.events.filter((event) => event.subject === "app HELLO")
    .map((event) => event.data?.state);
  assert.deepEqual(states, ["holding", "releasing", "normal"]);
  assert.ok(sink.events.every((event) => event.kind === "registry.self_preservation"));
});

Deno.test("metrics show what the registry counted", async () => {
  const world = new RegistryWorld();
  const metrics = new MetricRegistry();
  const copy = createMetricsCopy(metrics, world.registry, world.watch);
  await world.post();
  for (let each = 0; each < 3; each++) await world.send("PUT", "/apps/HELLO/h1:hello:8080");
  await world.send("PUT", "/apps/HELLO/other");
  copy();
  copy();
  const text = metrics.text();
  for (
    const line of [
      "registry_renewals_total 3",
      "registry_renewals_unknown_total 1",
      "registry_registrations_total 1",
      'registry_instances{status="UP"} 1',
      'registry_instances{status="DOWN"} 0',
    ]
  ) assert.ok(text.includes(`${line}\n`), line);
});

const CALLER = { traceId: "c".repeat(32), spanId: "d".repeat(16), isSampled: false };
const INSTANCE = "/eureka/apps/HELLO/h1:hello:8080";

/** A world whose changes are traced. */
function tracedWorld() {
  const world = new RegistryWorld();
  const events = new RecordingEventSink();
  const spans: SpanRecord[] = [];
  const tracer = new SpanTracer({
    clock: world.clock,
    rng: createFixedRng("registry"),
    keep: (span) => void spans.push(span),
    tracesPerS: 0,
  });
  world.registry.onChange((change) => publishChange({ events, tracer }, change));
  const send = async (method: string, path: string, traceparent?: string) => {
    const headers = traceparent === undefined ? {} : { traceparent };
    await (await world.send(method, path, { headers })).body?.cancel();
  };
  return { world, events, spans, send };
}

Deno.test("each change is a span of the caller's trace, also of one that is not sampled", async () => {
  const { world, events, spans, send } = tracedWorld();
  const traceparent = formatTraceParent(CALLER);
  await world.post();
  await send("PUT", `${INSTANCE}/status?value=OUT_OF_SERVICE`, traceparent);
  await send("DELETE", `${INSTANCE}/status?value=UP`, traceparent);
  await send("PUT", INSTANCE, traceparent);
  await send("DELETE", INSTANCE, traceparent);
  const names = ["registry.register", "registry.status", "registry.status", "registry.cancel"];
  assert.deepEqual(spans.map(({ name }) => name), names);
  assert.deepEqual(events.events.map(({ traceId }) => traceId), spans.map((span) => span.traceId));
  for (const span of spans.slice(1)) {
    assert.deepEqual([span.traceId, span.parentId], [CALLER.traceId, CALLER.spanId]);
    assert.equal(span.attributes["netops.instance"], "h1:hello:8080");
    assert.equal(span.attributes["netops.kept"], "operator");
  }
  assert.notEqual(spans[0]?.traceId, CALLER.traceId);
  assert.equal(spans[1]?.attributes["to"], "OUT_OF_SERVICE");
});

Deno.test("what the registry does by itself is a trace of its own", async () => {
  const { world, events, spans } = tracedWorld();
  await world.post();
  world.pass(6_500);
  const [, evicted] = spans;
  assert.deepEqual([evicted?.name, evicted?.kind], ["registry.evict", "internal"]);
  assert.equal(evicted?.parentId, undefined);
  assert.equal(events.events[1]?.traceId, evicted?.traceId);
  assert.notEqual(evicted?.traceId, spans[0]?.traceId);
});

Deno.test("what a peer replicates is a part of the trace of its batch", async () => {
  const { world, spans } = tracedWorld();
  await world.post();
  const headers = {
    "content-type": "application/json",
    traceparent: formatTraceParent(CALLER),
  };
  const item = { appName: "HELLO", id: "h1:hello:8080" };
  const replicationList = [
    { ...item, action: "StatusUpdate", status: "DOWN" },
    { ...item, action: "Cancel" },
  ];
  const body = JSON.stringify({ replicationList });
  const response = await world.send("POST", "/eureka/peerreplication/batch/", { headers, body });
  await response.body?.cancel();
  assert.deepEqual(spans.slice(1).map(({ name, traceId }) => [name, traceId]), [
    ["registry.status", CALLER.traceId],
    ["registry.cancel", CALLER.traceId],
  ]);
});
