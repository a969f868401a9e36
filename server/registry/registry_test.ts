import assert from "node:assert/strict";
import type { RegistryChange } from "./registry.ts";
import { makeInstance, RegistryWorld, START_MS } from "./testing.ts";

const ID = "h1:hello:8080";

function worldWithOne() {
  const world = new RegistryWorld();
  const changes: RegistryChange[] = [];
  world.registry.register(makeInstance());
  world.registry.onChange((change) => changes.push(change));
  const lease = () => world.registry.leases.get("HELLO", ID);
  return { world, changes, lease, status: () => lease()?.instance.status };
}

Deno.test("renew() of a stranger asks it to register", () => {
  const { world } = worldWithOne();
  assert.equal(world.registry.renew("HELLO", "other"), "unknown");
  assert.equal(world.registry.renew("OTHER", ID), "unknown");
  assert.equal(world.registry.counts.renewalsUnknown, 2);
});

Deno.test("renew() with a newer dirty time asks for the new content, with an older one it is fine", () => {
  const { world } = worldWithOne();
  assert.equal(world.registry.renew("HELLO", ID, { lastDirtyAtMs: START_MS + 1 }), "unknown");
  assert.equal(world.registry.renew("HELLO", ID, { lastDirtyAtMs: START_MS - 1 }), "renewed");
  assert.equal(world.registry.renew("HELLO", ID, { lastDirtyAtMs: START_MS }), "renewed");
  const stale = { lastDirtyAtMs: START_MS - 1, replicated: true };
  assert.equal(world.registry.renew("HELLO", ID, stale), "stale");
});

Deno.test("a renewal is no change", () => {
  const { world, changes } = worldWithOne();
  const { version } = world.registry;
  world.registry.renew("HELLO", ID);
  assert.equal(world.registry.version, version);
  assert.deepEqual(changes, []);
});

Deno.test("an override holds over heartbeats and registrations until it is cleared", () => {
  const { world, status } = worldWithOne();
  assert.equal(world.registry.override({ app: "HELLO", id: ID }, "OUT_OF_SERVICE"), true);
  world.registry.renew("HELLO", ID);
  world.registry.register(makeInstance({ lastDirtyTimestamp: START_MS + 5 }));
  assert.equal(status(), "OUT_OF_SERVICE");
  assert.equal(world.registry.clearOverride({ app: "HELLO", id: ID }, "UP"), true);
  assert.equal(status(), "UP");
  assert.equal(world.registry.override({ app: "HELLO", id: "other" }, "DOWN"), false);
  assert.equal(world.registry.clearOverride({ app: "HELLO", id: "other" }, "DOWN"), false);
});

Deno.test("after an override is cleared to UNKNOWN the next heartbeat asks to register", () => {
  const { world, status } = worldWithOne();
  world.registry.override({ app: "HELLO", id: ID }, "OUT_OF_SERVICE");
  world.registry.clearOverride({ app: "HELLO", id: ID }, "UNKNOWN");
  assert.equal(world.registry.renew("HELLO", ID), "unknown");
  world.registry.register(makeInstance({ lastDirtyTimestamp: START_MS + 5 }));
  assert.equal(status(), "UP");
});

Deno.test("clearing an override that is none changes nothing", () => {
  const { world, changes, status } = worldWithOne();
  assert.equal(world.registry.clearOverride({ app: "HELLO", id: ID }, "DOWN"), true);
  assert.equal(status(), "UP");
  assert.deepEqual(changes, []);
});

Deno.test("cancel() drops the override", () => {
  const { world, status } = worldWithOne();
  world.registry.override({ app: "HELLO", id: ID }, "OUT_OF_SERVICE");
  assert.equal(world.registry.cancel("HELLO", ID), true);
  assert.equal(world.registry.cancel("HELLO", ID), false);
  world.registry.register(makeInstance());
  assert.equal(status(), "UP");
});

Deno.test("an older registration does not replace newer content", () => {
  const { world, lease } = worldWithOne();
  const old = makeInstance({ lastDirtyTimestamp: START_MS - 5, vipAddress: "old" });
  world.registry.register(old);
  assert.equal(lease()?.instance.texts.vipAddress, "hello");
});

Deno.test("an instance may register with its override", () => {
  const { world } = worldWithOne();
  world.registry.register(makeInstance({ instanceId: "b", overriddenStatus: "OUT_OF_SERVICE" }));
  const instance = world.registry.leases.get("HELLO", "b")?.instance;
  assert.equal(instance?.status, "OUT_OF_SERVICE");
  assert.equal(instance?.overriddenStatus, "OUT_OF_SERVICE");
});

Deno.test("addMetadata() adds and replaces, and is a change", () => {
  const { world, lease, changes } = worldWithOne();
  world.registry.addMetadata("HELLO", ID, { a: "1", b: "2" });
  world.registry.addMetadata("HELLO", ID, { b: "3" });
  assert.deepEqual(lease()?.instance.metadata, { a: "1", b: "3" });
  assert.deepEqual(changes.map((change) => change.cause), ["metadata", "metadata"]);
  assert.equal(world.registry.addMetadata("HELLO", "other", {}), false);
});

Deno.test("versions rise by one with every change, and each change says why", () => {
  const { world, changes } = worldWithOne();
  world.registry.override({ app: "HELLO", id: ID }, "DOWN");
  world.registry.cancel("HELLO", ID);
  world.registry.register(makeInstance());
  world.pass(7_000);
  assert.deepEqual(
    changes.map((change) => [change.version, change.cause, change.action]),
    [
      [2, "status", "MODIFIED"],
      [3, "cancel", "DELETED"],
      [4, "register", "ADDED"],
      [5, "evict", "DELETED"],
    ],
  );
});

Deno.test("the stock profile evicts a crash after twice the lease, by its quirk, or once without", () => {
  for (const [renewalQuirk, goneAfterMs] of [[true, 240_000], [false, 120_000]] as const) {
    const world = new RegistryWorld({ profile: "stock", renewalQuirk });
    world.registry.register(makeInstance(STOCK_LEASE));
    world.registry.renew("HELLO", ID);
    world.pass(goneAfterMs - 60_000);
    assert.equal(world.registry.leases.size, 1, `quirk ${renewalQuirk}`);
    world.pass(60_000);
    assert.equal(world.registry.leases.size, 0, `quirk ${renewalQuirk}`);
  }
});

const STOCK_LEASE = { leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 } };

Deno.test("renewalsLastWindow counts the heartbeats of a whole window", () => {
  const { world } = worldWithOne();
  world.pass(6_000);
  for (let beat = 0; beat < 3; beat++) {
    world.registry.renew("HELLO", ID);
    world.pass(2_000);
  }
  assert.equal(world.registry.renewalsLastWindow, 3);
});
