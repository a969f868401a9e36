import assert from "node:assert/strict";
import fc from "fast-check";
import { makeInstance, RegistryWorld } from "./testing.ts";

/** Renews every lease but those of `dead`, each interval, for `durationMs`. */
function live(world: RegistryWorld, dead: ReadonlySet<string>, durationMs: number): void {
  const { evictionIntervalMs } = world.registry.profile;
  for (let passed = 0; passed < durationMs; passed += evictionIntervalMs) {
    for (const { instance } of world.registry.leases.all()) {
      if (!dead.has(instance.instanceId)) {
        world.registry.renew(instance.app, instance.instanceId);
      }
    }
    world.pass(evictionIntervalMs);
  }
}

function fill(world: RegistryWorld, count: number, place: (index: number) => [string, string]) {
  const ids = Array.from({ length: count }, (_, index) => `i${index}`);
  ids.forEach((instanceId, index) => {
    const [app, zone] = place(index);
    world.registry.register(makeInstance({ instanceId, app, metadata: { zone } }));
  });
  return ids;
}

Deno.test("a single crash is evicted within lease + tick, for N = 1 to 100 in any layout", () => {
  const shape = fc.record({
    count: fc.integer({ min: 1, max: 100 }),
    apps: fc.integer({ min: 1, max: 8 }),
    zones: fc.integer({ min: 1, max: 4 }),
    victim: fc.nat(),
  });
  fc.assert(
    fc.property(shape, ({ count, apps, zones, victim }) => {
      const world = new RegistryWorld();
      const ids = fill(world, count, (index) => [`APP${index % apps}`, `z${index % zones}`]);
      const dead = new Set([ids[victim % count] as string]);
      live(world, dead, 6_000 + 500);
      assert.equal(world.registry.leases.size, count - 1);
      assert.equal(world.registry.leases.findById([...dead][0] as string), undefined);
    }),
    { numRuns: 150 },
  );
});

Deno.test("every N from 1 to 100 evicts a single crash in one app and one zone", () => {
  for (let count = 1; count <= 100; count++) {
    const world = new RegistryWorld();
    const ids = fill(world, count, () => ["A", "z"]);
    live(world, new Set([ids[0] as string]), 6_500);
    assert.equal(world.registry.leases.size, count - 1, `N = ${count}`);
  }
});

Deno.test("a mass loss keeps all but one until the hold is over, for N = 2 to 100", () => {
  const shape = fc.record({
    count: fc.integer({ min: 2, max: 100 }),
    lost: fc.double({ min: 0.3, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(shape, ({ count, lost }) => {
      const world = new RegistryWorld();
      const ids = fill(world, count, (index) => [`APP${index}`, "z"]);
      const quota = Math.max(1, count - Math.floor(count * 0.85));
      const dead = new Set(ids.slice(0, Math.max(quota + 1, Math.ceil(count * lost))));
      live(world, dead, 6_500);
      assert.equal(world.registry.leases.size, count - 1, "one goes at once");
      live(world, dead, 29_000);
      assert.equal(world.registry.leases.size, count - 1, "the rest is held");
      live(world, dead, 2_000);
      assert.equal(world.registry.leases.size, count - dead.size, "then it is believed");
    }),
    { numRuns: 60 },
  );
});

Deno.test("a hold ends at once when the lost come back, and the next crash is evicted", () => {
  const world = new RegistryWorld();
  const ids = fill(world, 20, () => ["A", "z"]);
  live(world, new Set(ids), 10_000);
  assert.equal(world.registry.leases.size, 19);
  assert.equal(world.registry.preservation()[0]?.state, "holding");
  live(world, new Set(), 1_000);
  assert.equal(world.registry.preservation()[0]?.state, "normal");
  live(world, new Set([ids[7] as string]), 6_500);
  assert.equal(world.registry.leases.size, 18);
});

Deno.test("after a loss was believed the next single crash is evicted in time", () => {
  const world = new RegistryWorld();
  const ids = fill(world, 20, () => ["A", "z"]);
  live(world, new Set(ids.slice(0, 10)), 38_000);
  assert.equal(world.registry.leases.size, 10);
  live(world, new Set([ids[15] as string]), 6_500);
  assert.equal(world.registry.leases.size, 9);
});

Deno.test("two crashes one after the other in a small group both go, the second a window later", () => {
  const world = new RegistryWorld();
  const ids = fill(world, 3, () => ["A", "z"]);
  live(world, new Set([ids[0] as string]), 3_000);
  live(world, new Set([ids[0] as string, ids[1] as string]), 3_500);
  assert.equal(world.registry.leases.size, 2);
  live(world, new Set([ids[1] as string]), 6_500);
  assert.equal(world.registry.leases.size, 1);
});

Deno.test("with self-preservation off everything that expired goes", () => {
  const world = new RegistryWorld({ selfPreservation: false });
  const ids = fill(world, 20, () => ["A", "z"]);
  live(world, new Set(ids), 6_500);
  assert.equal(world.registry.leases.size, 0);
});

Deno.test("a registry that stood still evicts nobody for it", () => {
  const world = new RegistryWorld();
  fill(world, 3, (index) => [`APP${index}`, "z"]);
  world.clock.advance(60_000);
  world.registry.tick();
  assert.equal(world.registry.leases.size, 3);
  live(world, new Set(), 20_000);
  assert.equal(world.registry.leases.size, 3);
});

Deno.test("a held group explains itself with N, threshold and when it will be released", () => {
  const world = new RegistryWorld();
  const ids = fill(world, 10, () => ["A", "z"]);
  live(world, new Set(ids.slice(0, 5)), 8_000);
  const view = world.registry.preservation().find((each) => each.group === "app A");
  assert.equal(view?.state, "holding");
  assert.equal(view?.leases, 10);
  assert.equal(view?.threshold, 8);
  assert.equal(view?.alive, 5);
  assert.equal(view?.expired, 4);
  assert.equal(view?.evictedInWindow, 1);
  assert.equal(view?.allowance, 0);
  assert.ok((view?.releaseInMs ?? 0) > 20_000 && (view?.releaseInMs ?? 0) <= 30_000);
  assert.match(
    view?.explanation ?? "",
    /^5 of 10 leases are lost and only 2 may go at once: 4 kept/,
  );
});
