import { FakeClock } from "@netops/core/testing";
import assert from "node:assert/strict";
import { LeaseTable } from "./lease_table.ts";
import { makeInstance } from "./testing.ts";

function tableWithOne(renewalQuirk: boolean) {
  const clock = new FakeClock();
  const table = new LeaseTable(clock, { renewalQuirk });
  return { clock, table, lease: table.grant(makeInstance()) };
}

Deno.test("a lease expires one duration after its last renewal", () => {
  const { clock, table, lease } = tableWithOne(false);
  clock.advance(5_000);
  table.renew(lease);
  clock.advance(6_000);
  assert.deepEqual(table.expired(), []);
  clock.advance(1);
  assert.deepEqual(table.expired(), [lease]);
});

Deno.test("with the quirk a renewed lease lives twice its duration, an unrenewed one once", () => {
  const renewed = tableWithOne(true);
  renewed.table.renew(renewed.lease);
  assert.equal(renewed.lease.renewedAtMs, renewed.clock.nowMs() + 6_000);
  renewed.clock.advance(12_000);
  assert.equal(renewed.table.expired().length, 0);
  renewed.clock.advance(1);
  assert.equal(renewed.table.expired().length, 1);

  const fresh = tableWithOne(true);
  fresh.clock.advance(6_001);
  assert.equal(fresh.table.expired().length, 1);
});

Deno.test("wall clock jumps expire nothing", () => {
  const { clock, table } = tableWithOne(false);
  clock.jumpWall(86_400_000);
  assert.deepEqual(table.expired(), []);
});

Deno.test("expired() lists the longest expired first", () => {
  const { clock, table, lease } = tableWithOne(false);
  clock.advance(10);
  const later = table.grant(makeInstance({ instanceId: "b", app: "A" }));
  clock.advance(7_000);
  assert.deepEqual(table.expired(), [lease, later]);
});

Deno.test("remove() takes away only the lease it is given", () => {
  const { table, lease } = tableWithOne(false);
  const again = table.grant(makeInstance());
  assert.equal(table.remove(lease), false);
  assert.equal(table.size, 1);
  assert.equal(table.remove(again), true);
  assert.equal(table.size, 0);
  assert.equal(table.ofApp("HELLO"), undefined);
});

Deno.test("grant() keeps when the service came up and replace() sets it once", () => {
  const { clock, table, lease } = tableWithOne(false);
  const upAtMs = lease.serviceUpAtMs;
  clock.advance(1_000);
  const again = table.grant(makeInstance());
  assert.equal(again.serviceUpAtMs, upAtMs);
  assert.equal(again.registeredAtMs, clock.nowMs());
  const starting = table.grant(makeInstance({ instanceId: "s", status: "STARTING" }));
  assert.equal(starting.serviceUpAtMs, 0);
  table.replace(starting, makeInstance({ instanceId: "s" }));
  assert.equal(starting.serviceUpAtMs, clock.nowMs());
});

Deno.test("findById() finds an id in any application", () => {
  const { table, lease } = tableWithOne(false);
  assert.equal(table.findById("h1:hello:8080"), lease);
  assert.equal(table.findById("h2"), undefined);
});
