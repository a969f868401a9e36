import assert from "node:assert/strict";
import { createFixedRng, FakeTimer, RecordingLogger } from "../testing/mod.ts";
import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { instanceOf } from "./client_fakes.ts";
import { createDiscovery, type DiscoveryOptions } from "./discovery.ts";
import { scriptStreams } from "./scripted_streams.ts";

function watch(more: Partial<DiscoveryOptions> = {}) {
  const timer = new FakeTimer();
  const scripted = scriptStreams("/watch");
  const discovery = createDiscovery({
    registryUrl: "http://127.0.0.1:7072",
    ...{ http: scripted.http, timer, clock: timer.clock, logger: new RecordingLogger() },
    rng: createFixedRng("discovery"),
    ...more,
  });
  const ids = () => discovery.up("shop").map((instance) => instance.id);
  const stream = (index: number) => {
    const found = scripted.streams.at(index);
    assert.ok(found, `stream ${index} was opened`);
    return found;
  };
  return { timer, discovery, ids, stream, ...scripted };
}

const snapshot = (version: number, ...ids: string[]) => ({
  type: "snapshot",
  version,
  instances: ids.map((id) => instanceOf(id)),
});
const change = (version: number, action: string, changed: string | RegisteredInstance) => ({
  type: "change",
  version,
  action,
  instance: typeof changed === "string" ? instanceOf(changed) : changed,
});

Deno.test("discovery is ready with the first snapshot and follows changes", async () => {
  const { timer, discovery, ids, stream } = watch();
  const changes: (readonly string[])[] = [];
  discovery.onChange((apps) => changes.push(apps));
  assert.equal(discovery.ageMs(), Infinity);
  await timer.settle();
  stream(0).send(snapshot(1, "a"));
  await timer.settle();
  await discovery.ready;
  assert.deepEqual(ids(), ["a"]);
  const same = discovery.up("shop");
  stream(0).send(change(2, "ADDED", "b"));
  stream(0).send(change(3, "MODIFIED", instanceOf("a", { status: "OUT_OF_SERVICE" })));
  await timer.settle();
  assert.deepEqual(ids(), ["b"]);
  assert.equal(discovery.instances("SHOP").length, 2, "names are compared without case");
  assert.deepEqual(discovery.apps(), ["shop"]);
  stream(0).send(change(4, "DELETED", "b"));
  await timer.settle();
  assert.deepEqual(ids(), []);
  assert.deepEqual(changes, [["shop"], ["shop"], ["shop"], ["shop"]]);
  assert.notEqual(discovery.up("shop"), same);
  assert.equal(discovery.up("shop"), discovery.up("shop"), "one array until it changes");
  discovery.close();
});

Deno.test("a registry that restarts empty costs nobody: known instances stay for one lease", async () => {
  const { timer, discovery, ids, stream } = watch();
  await timer.settle();
  stream(0).send(snapshot(50, "a", "b", "c"));
  await timer.settle();
  stream(0).end();
  await timer.advance(500);
  stream(1).send(snapshot(1));
  await timer.advance(2_000);
  assert.deepEqual(ids(), ["a", "b", "c"]);
  stream(1).send(change(2, "ADDED", "a"));
  stream(1).send(change(3, "ADDED", "b"));
  stream(1).send({ type: "ping", version: 3 });
  await timer.advance(2_000);
  assert.deepEqual(ids(), ["a", "b", "c"]);
  stream(1).send({ type: "ping", version: 3 });
  await timer.advance(2_500);
  assert.deepEqual(ids(), ["a", "b"], "who did not come back within the grace is gone");
  discovery.close();
});

Deno.test("graceMs is the length of the grace", async () => {
  const { timer, discovery, ids, stream } = watch({ graceMs: 1_000 });
  await timer.settle();
  stream(0).send(snapshot(5, "a"));
  await timer.settle();
  stream(0).end();
  await timer.advance(500);
  stream(1).send(snapshot(1));
  await timer.advance(900);
  assert.deepEqual(ids(), ["a"]);
  await timer.advance(200);
  assert.deepEqual(ids(), []);
  discovery.close();
});

Deno.test("an explicit DELETED takes effect at once, also during the grace", async () => {
  const { timer, discovery, ids, stream } = watch();
  await timer.settle();
  stream(0).send(snapshot(5, "a", "b"));
  await timer.settle();
  stream(0).end();
  await timer.advance(500);
  stream(1).send(snapshot(6, "b"));
  stream(1).send(change(7, "DELETED", "a"));
  await timer.settle();
  assert.deepEqual(ids(), ["b"]);
  discovery.close();
});

Deno.test("while the registry is gone everything known stays, however long", async () => {
  const { timer, discovery, ids, stream, state, http } = watch();
  await timer.settle();
  stream(0).send(snapshot(5, "a", "b"));
  await timer.settle();
  state.refuse = true;
  stream(0).end();
  await timer.advance(600_000);
  assert.deepEqual(ids(), ["a", "b"]);
  assert.ok(discovery.ageMs() >= 600_000);
  const tries = http.requests.length;
  assert.ok(tries > 300 && tries < 700, `backoff is bounded: ${tries} tries in ten minutes`);
  state.refuse = false;
  await timer.advance(2_500);
  stream(-1).send(snapshot(1, "a", "b"));
  await timer.settle();
  assert.equal(discovery.ageMs() < 100, true);
  discovery.close();
});

Deno.test("a ping with a version that we did not see leads to a new snapshot", async () => {
  const { timer, discovery, ids, stream } = watch();
  await timer.settle();
  stream(0).send(snapshot(5, "a"));
  stream(0).send({ type: "ping", version: 6 });
  await timer.advance(500);
  assert.ok(stream(0).cancelled());
  stream(1).send(snapshot(6, "a", "b"));
  await timer.settle();
  assert.deepEqual(ids(), ["a", "b"]);
  discovery.close();
});

Deno.test("a change that the snapshot already held is ignored", async () => {
  const { timer, discovery, ids, stream } = watch();
  await timer.settle();
  stream(0).send(snapshot(5, "a"));
  stream(0).send(change(5, "DELETED", "a"));
  await timer.settle();
  assert.deepEqual(ids(), ["a"]);
  discovery.close();
});

Deno.test("a connection that says nothing for 5 s is dead; pings keep it alive", async () => {
  const { timer, discovery, stream, streams } = watch();
  await timer.settle();
  stream(0).send(snapshot(5, "a"));
  for (let ping = 0; ping < 5; ping++) {
    await timer.advance(2_000);
    stream(0).send({ type: "ping", version: 5 });
  }
  await timer.settle();
  assert.equal(streams.length, 1);
  await timer.advance(6_500);
  assert.ok(stream(0).cancelled());
  assert.ok(streams.length > 1);
  discovery.close();
});

Deno.test("messages of other kinds and broken ones are passed over", async () => {
  const { timer, discovery, ids, stream, streams } = watch();
  await timer.settle();
  stream(0).send({ type: "later", version: 1 });
  stream(0).send("no object");
  stream(0).send(null);
  stream(0).comment();
  stream(0).send(snapshot(5, "a"));
  await timer.settle();
  assert.deepEqual(ids(), ["a"]);
  assert.equal(streams.length, 1);
  discovery.close();
});

Deno.test("who is not on this machine is listed but gets no requests, unless accepted", async () => {
  const strangers = [instanceOf("near"), instanceOf("far", { host: "10.1.2.3" })];
  const message = { type: "snapshot", version: 1, instances: strangers };
  const careful = watch();
  await careful.timer.settle();
  careful.stream(0).send(message);
  await careful.timer.settle();
  assert.deepEqual(careful.ids(), ["near"]);
  assert.equal(careful.discovery.instances("shop").length, 2);
  careful.discovery.close();
  const open = watch({ accept: () => true });
  await open.timer.settle();
  open.stream(0).send(message);
  await open.timer.settle();
  assert.deepEqual(open.ids(), ["near", "far"]);
  open.discovery.close();
});

Deno.test("close() and the signal end everything and leave no timer", async () => {
  const owner = new AbortController();
  const { timer, discovery, stream } = watch({ signal: owner.signal });
  await timer.settle();
  stream(0).send(snapshot(5, "a"));
  await timer.settle();
  owner.abort();
  await timer.settle();
  assert.ok(stream(0).cancelled());
  assert.equal(timer.pendingCount, 0);
  const closed = watch();
  closed.discovery.close();
  await assert.rejects(closed.discovery.ready, (error) => error instanceof NetopsError);
  await closed.timer.settle();
  assert.equal(closed.timer.pendingCount, 0);
  assert.deepEqual(discovery.up("shop").map((one) => one.id), ["a"], "what is known stays");
});
