import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { groupOf, memberOf } from "./fleet_fixture.ts";
import { GroupBook } from "./group_book.ts";
import type { MemberChange } from "./supervisor_options.ts";

function open() {
  const clock = new FakeClock();
  const book = new GroupBook(clock);
  const group = groupOf();
  const hear = (change: Partial<MemberChange>, about = { group, isUnderFault: false }) =>
    book.heard({ kind: "up", member: memberOf(), ...change }, about);
  const facts = () => book.factsOf(group.name);
  return { clock, book, group, hear, facts };
}

Deno.test("a group is ready when all of it was healthy for the first time since its start", () => {
  const { clock, book, group, hear, facts } = open();
  book.begin(group);
  clock.advance(1_000);
  hear({ kind: "spawned" });
  hear({ kind: "up" });
  assert.deepEqual(facts(), { deaths: 0 }, "only one of two is up");
  group.wasUp = true;
  clock.advance(500);
  hear({ kind: "up" });
  assert.deepEqual(facts(), { deaths: 0, readyMs: 1_500 });
  clock.advance(500);
  hear({ kind: "up" });
  assert.equal(facts().readyMs, 1_500);
});

Deno.test("only deaths that nobody asked for and no fault brought are counted", () => {
  const { group, hear, facts } = open();
  hear({ kind: "spawned" });
  hear({ kind: "gone", failed: false });
  hear({ kind: "gone", failed: true }, { group, isUnderFault: true });
  hear({ kind: "stopping", failed: true });
  hear({ kind: "spawn-failed", failed: true });
  assert.equal(facts().deaths, 0);
  hear({ kind: "gone", failed: true });
  hear({ kind: "gone", failed: true });
  assert.equal(facts().deaths, 2);
});

Deno.test("a later group of the same name begins anew, and nobody knows one that never was", () => {
  const { book, group, hear, facts } = open();
  hear({ kind: "spawned" });
  hear({ kind: "gone", failed: true });
  assert.equal(facts().deaths, 1);
  hear({ kind: "spawned" }, { group: groupOf({ createdAtMs: 7 }), isUnderFault: false });
  assert.equal(facts().deaths, 0);
  assert.deepEqual(book.factsOf("nobody-v000"), { deaths: 0 });
  for (let count = 0; count < 500; count++) book.begin({ name: `x-v${count}`, createdAtMs: 0 });
  hear({ kind: "gone", failed: true }, { group, isUnderFault: false });
  assert.equal(facts().deaths, 1, "an old one was forgotten, and is begun again");
});
