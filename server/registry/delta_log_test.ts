import { FakeClock } from "@netops/core/testing";
import assert from "node:assert/strict";
import fc from "fast-check";
import { DeltaLog } from "./delta_log.ts";
import { LeaseTable } from "./lease_table.ts";
import { makeInstance, RegistryWorld } from "./testing.ts";

Deno.test("a change is remembered for the retention and then forgotten", () => {
  const clock = new FakeClock();
  const log = new DeltaLog(clock, 60_000);
  const lease = new LeaseTable(clock, { renewalQuirk: false }).grant(makeInstance());
  log.push(lease, "ADDED");
  const before = log.revision;
  clock.advance(60_000);
  assert.deepEqual(log.entries().map((entry) => entry.action), ["ADDED"]);
  assert.equal(log.revision, before);
  clock.advance(1);
  assert.deepEqual(log.entries(), []);
  assert.ok(log.revision > before);
});

Deno.test("the last change of an instance stands for all of them", () => {
  const clock = new FakeClock();
  const log = new DeltaLog(clock, 60_000);
  const table = new LeaseTable(clock, { renewalQuirk: false });
  const first = table.grant(makeInstance());
  const second = table.grant(makeInstance({ instanceId: "b" }));
  log.push(first, "ADDED");
  log.push(second, "ADDED");
  log.push(first, "DELETED");
  const seen = log.entries().map((entry) => [entry.lease.instance.instanceId, entry.action]);
  assert.deepEqual(seen, [["b", "ADDED"], ["h1:hello:8080", "DELETED"]]);
});

type Step =
  | { do: "register" | "cancel" | "renew" | "clear"; id: number }
  | { do: "override"; id: number; status: string }
  | { do: "pass"; ms: number }
  | { do: "fetch" };

const id = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("register", "cancel", "renew", "clear"), id }),
  fc.record({
    do: fc.constant("override" as const),
    id,
    status: fc.constantFrom("UP", "DOWN", "OUT_OF_SERVICE"),
  }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 500, max: 20_000 }) }),
  fc.record({ do: fc.constant("fetch" as const) }),
);

// deno-lint-ignore no-explicit-any
type Applications = any;

/** Keeps a registry as Netflix's client does: upsert, delete, drop empty apps. */
class ClientRegistry {
  readonly apps = new Map<string, Map<string, unknown>>();

  full(document: Applications): void {
    this.apps.clear();
    this.delta(document);
  }

  delta(document: Applications): void {
    for (const app of document.applications.application) {
      for (const instance of app.instance) {
        const known = this.apps.get(app.name) ?? new Map<string, unknown>();
        if (instance.actionType === "DELETED") known.delete(instance.instanceId);
        else known.set(instance.instanceId, instance);
        if (known.size > 0) this.apps.set(app.name, known);
        else this.apps.delete(app.name);
      }
    }
  }

  /** What is known, in an order of its own, without what changes by time alone. */
  content(): unknown {
    return [...this.apps].map(([name, instances]) => [
      name,
      [...instances].map(([key, value]) => {
        const { actionType: _, leaseInfo: __, ...rest } = value as Record<string, unknown>;
        return [key, JSON.stringify(rest)];
      }).sort(),
    ]).sort();
  }
}

async function apply(world: RegistryWorld, one: Step, client: ClientRegistry): Promise<void> {
  const path = "id" in one ? `/eureka/apps/APP${one.id % 3}/i${one.id}` : "";
  if (one.do === "register") {
    await world.post({ instanceId: `i${one.id}`, app: `APP${one.id % 3}` });
  }
  if (one.do === "cancel") await world.send("DELETE", path);
  if (one.do === "renew") await world.send("PUT", path);
  if (one.do === "clear") await world.send("DELETE", `${path}/status`);
  if (one.do === "override") await world.send("PUT", `${path}/status?value=${one.status}`);
  if (one.do === "pass") world.pass(one.ms);
  if (one.do === "fetch") client.delta(await world.json("/eureka/apps/delta"));
}

Deno.test("a full fetch and later deltas give what a full fetch gives, for any history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step), fc.array(step, { maxLength: 30 }), async (before, after) => {
      const world = new RegistryWorld();
      const client = new ClientRegistry();
      for (const one of before) await apply(world, one, client);
      client.full(await world.json("/eureka/apps"));
      let sinceFetchMs = 0;
      for (const one of after) {
        if (one.do === "pass") sinceFetchMs += one.ms;
        // A client that asks less often than the retention is told so by the hash code.
        if (sinceFetchMs > 40_000) client.delta(await world.json("/eureka/apps/delta"));
        if (sinceFetchMs > 40_000 || one.do === "fetch") sinceFetchMs = 0;
        await apply(world, one, client);
      }
      const delta = await world.json("/eureka/apps/delta");
      client.delta(delta);
      const full = await world.json("/eureka/apps");
      const fresh = new ClientRegistry();
      fresh.full(full);
      assert.deepEqual(client.content(), fresh.content());
      assert.equal(delta.applications.apps__hashcode, full.applications.apps__hashcode);
    }),
    { numRuns: 150 },
  );
});
