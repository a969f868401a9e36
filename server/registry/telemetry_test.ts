import { MetricRegistry } from "@netops/core/service";
import { RecordingEventSink } from "@netops/core/testing";
import assert from "node:assert/strict";
import { createMetricsCopy, publishChange, publishRound } from "./telemetry.ts";
import { makeInstance, RegistryWorld } from "./testing.ts";

Deno.test("the time line hears of registrations, statuses, cancels and evictions", () => {
  const world = new RegistryWorld();
  const sink = new RecordingEventSink();
  world.registry.onChange((change) => publishChange(sink, change));
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
