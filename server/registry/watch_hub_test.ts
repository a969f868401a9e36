import type { RegistryWatchMessage } from "@netops/core/contracts";
import assert from "node:assert/strict";
import { makeInstance, RegistryWorld } from "./testing.ts";

class Watcher {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(world: RegistryWorld) {
    const stream = world.watch.open();
    assert.ok(stream);
    this.reader = stream.getReader();
  }

  async next(): Promise<RegistryWatchMessage | undefined> {
    const { done, value } = await this.reader.read();
    if (done) return undefined;
    const text = new TextDecoder().decode(value);
    assert.match(text, /^data: .*\n\n$/);
    return JSON.parse(text.slice(6));
  }
}

Deno.test("a watcher gets a snapshot first, then every change with a rising version", async () => {
  const world = new RegistryWorld();
  world.registry.register(makeInstance({ metadata: { zone: "a", cluster: "hello-x" } }));
  const watcher = new Watcher(world);
  const snapshot = await watcher.next();
  assert.equal(snapshot?.type, "snapshot");
  assert.deepEqual(snapshot?.type === "snapshot" && snapshot.instances, [{
    id: "h1:hello:8080",
    app: "hello",
    cluster: "hello-x",
    serverGroup: "hello-x",
    version: "",
    region: "default",
    zone: "a",
    host: "127.0.0.1",
    port: 8080,
    status: "UP",
    metadata: { zone: "a", cluster: "hello-x" },
  }]);
  world.registry.register(makeInstance({ instanceId: "b" }));
  world.registry.register(makeInstance({ instanceId: "b" }));
  world.registry.override({ app: "HELLO", id: "b" }, "DOWN");
  world.registry.cancel("HELLO", "b");
  const seen = [];
  for (let each = 0; each < 4; each++) {
    const message = await watcher.next();
    assert.equal(message?.type, "change");
    if (message?.type === "change") {
      seen.push([message.version, message.action, message.instance.status]);
    }
  }
  assert.deepEqual(seen, [[2, "ADDED", "UP"], [3, "MODIFIED", "UP"], [4, "MODIFIED", "DOWN"], [
    5,
    "DELETED",
    "DOWN",
  ]]);
  world.watch.close();
  assert.equal(await watcher.next(), undefined);
  assert.equal(world.timer.pendingCount, 0);
});

Deno.test("a ping comes every 2 s", async () => {
  const world = new RegistryWorld();
  const watcher = new Watcher(world);
  await watcher.next();
  await world.timer.advance(2_000);
  assert.deepEqual(await watcher.next(), { type: "ping", version: 0 });
  world.watch.close();
});

Deno.test("a watcher that does not read is dropped after 1 MiB, others are not", async () => {
  const world = new RegistryWorld();
  const slow = new Watcher(world);
  const quick = new Watcher(world);
  const long = "x".repeat(10_000);
  await quick.next();
  for (let each = 0; each < 120; each++) {
    world.registry.register(makeInstance({ metadata: { long } }));
    await quick.next();
  }
  assert.equal(world.watch.dropped, 1);
  assert.equal(world.watch.size, 1);
  await assert.rejects(async () => {
    while (await slow.next() !== undefined) { /* what was buffered */ }
  });
  world.watch.close();
});

Deno.test("a watcher that goes away is forgotten, and at most 256 are served", async () => {
  const world = new RegistryWorld();
  const watchers = Array.from({ length: 256 }, () => new Watcher(world));
  const refused = await world.send("GET", "/watch");
  assert.equal(refused.status, 503);
  await refused.body?.cancel();
  await watchers[0]?.reader.cancel();
  assert.equal(world.watch.size, 255);
  const taken = await world.send("GET", "/watch");
  assert.equal(taken.headers.get("content-type"), "text/event-stream");
  world.watch.close();
  await taken.body?.cancel();
});
