import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogPartition } from "@netops/core/contracts";
import { keyOf } from "./assign_partitions.ts";
import { ConsumerGroup } from "./consumer_group.ts";

const TIMES = { sessionTimeoutMs: 3_000, handoverTimeoutMs: 30_000 };
const PARTITIONS = 4;
const partitionsOf = () => PARTITIONS;

function readOf(group: ConsumerGroup, member: string): string[] {
  return (group.assignment(member)?.partitions ?? []).map(keyOf).sort();
}

function owned(...keys: readonly string[]): LogPartition[] {
  return keys.map((key) => ({ topic: "t", partition: Number(key.split("/")[1]) }));
}

/** A group with member `a`, which owns everything. */
function groupOfOne(): ConsumerGroup {
  const group = new ConsumerGroup(TIMES, partitionsOf);
  group.join("a", ["t"], 0);
  group.beat("a", owned("t/0", "t/1", "t/2", "t/3"), 0);
  return group;
}

Deno.test("the first member gets everything at once", () => {
  assert.deepEqual(readOf(groupOfOne(), "a"), ["t/0", "t/1", "t/2", "t/3"]);
});

Deno.test("a second member gets its share only when the first one let go of it", () => {
  const group = groupOfOne();
  group.join("b", ["t"], 10);
  const kept = readOf(group, "a");
  assert.equal(kept.length, 2);
  assert.deepEqual(readOf(group, "b"), []);
  group.beat("a", owned("t/0", "t/1", "t/2", "t/3"), 20);
  assert.deepEqual(readOf(group, "b"), []);
  group.beat("a", owned(...kept), 30);
  assert.deepEqual(
    [...readOf(group, "a"), ...readOf(group, "b")].sort(),
    ["t/0", "t/1", "t/2", "t/3"],
  );
});

Deno.test("who leaves hands everything over at once", () => {
  const group = groupOfOne();
  group.join("b", ["t"], 10);
  assert.equal(group.leave(["a"], 20), true);
  assert.deepEqual(readOf(group, "b"), ["t/0", "t/1", "t/2", "t/3"]);
  assert.equal(group.leave(["a"], 20), false);
  assert.equal(group.assignment("a"), undefined);
});

Deno.test("who is silent for a session is out, and not a moment before", () => {
  const group = groupOfOne();
  group.join("b", ["t"], 1_000);
  group.beat("b", [], 2_000);
  assert.deepEqual(group.expire(2_999), []);
  assert.deepEqual(group.expire(3_000), ["a"]);
  assert.deepEqual(readOf(group, "b"), ["t/0", "t/1", "t/2", "t/3"]);
  assert.equal(group.beat("a", [], 3_100), false);
});

Deno.test("who keeps a partition of somebody else for too long is out", () => {
  const group = groupOfOne();
  group.join("b", ["t"], 0);
  for (let nowMs = 0; nowMs < 30_000; nowMs += 1_000) {
    group.beat("a", owned("t/0", "t/1", "t/2", "t/3"), nowMs);
    group.beat("b", [], nowMs);
    assert.deepEqual(group.expire(nowMs), []);
  }
  assert.deepEqual(group.expire(30_000), ["a"]);
});

Deno.test("a zombie cannot commit: not out of the group, not in an older generation", () => {
  const group = groupOfOne();
  const old = group.generation;
  const [partition] = owned("t/0");
  assert.ok(partition);
  assert.equal(group.mayCommit("a", old, [partition]), true);
  group.join("b", ["t"], 0);
  group.leave(["a"], 0);
  assert.equal(group.mayCommit("a", old, [partition]), false);
  assert.equal(group.mayCommit("b", group.generation, [partition]), true);
  group.join("a", ["t"], 0);
  group.leave(["b"], 0);
  assert.deepEqual(readOf(group, "a").includes("t/0"), true);
  assert.equal(group.mayCommit("a", old, [partition]), false);
  assert.equal(group.mayCommit("a", group.generation, [partition]), true);
  assert.equal(group.mayCommit("a", group.generation + 1, [partition]), false);
});

Deno.test("who hands over may commit until it let go, in the generation that it knows", () => {
  const group = groupOfOne();
  const known = group.generation;
  group.join("b", ["t"], 0);
  const moving = owned("t/0", "t/1", "t/2", "t/3").filter((each) =>
    !readOf(group, "a").includes(keyOf(each))
  );
  assert.equal(group.mayCommit("a", known, moving), true);
  group.beat("a", owned(...readOf(group, "a")), 1);
  assert.equal(group.mayCommit("a", known, moving), false);
});

Deno.test("the revision of a member changes when its assignment or the generation does", () => {
  const group = groupOfOne();
  const revision = () => group.assignment("a")?.revision;
  const first = revision();
  group.beat("a", owned("t/0", "t/1", "t/2", "t/3"), 1);
  group.join("a", ["t"], 2);
  assert.equal(revision(), first);
  group.join("b", ["t"], 3);
  assert.notEqual(revision(), first);
});

Deno.test("a restart does not show: generation, members and partitions are as they were", () => {
  const group = groupOfOne();
  group.join("b", ["t"], 10);
  group.beat("a", owned(...readOf(group, "a")), 20);
  const saved = JSON.parse(JSON.stringify(group.save()));
  const again = ConsumerGroup.restore(saved, { times: TIMES, partitionsOf, nowMs: 900_000 });
  for (const member of ["a", "b"]) assert.deepEqual(readOf(again, member), readOf(group, member));
  assert.equal(again.generation, group.generation);
  assert.deepEqual(again.expire(902_999), []);
  assert.deepEqual(again.expire(903_000), ["a", "b"]);
  assert.ok(again.generation > group.generation);
});

Deno.test("a process that stood still blames nobody for being silent", () => {
  const group = groupOfOne();
  group.postpone(10_000);
  assert.deepEqual(group.expire(12_999), []);
  assert.deepEqual(group.expire(13_000), ["a"]);
});

interface Step {
  readonly kind: "join" | "beat" | "leave" | "expire";
  readonly member: string;
  readonly afterMs: number;
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step["kind"]>("join", "beat", "beat", "beat", "leave", "expire"),
    member: fc.constantFrom("a", "b", "c"),
    afterMs: fc.nat(2_000),
  }),
  { maxLength: 60 },
);

/** A member that does as it is told: it owns what it was told last. */
class Obedient {
  readonly owns = new Map<string, readonly LogPartition[]>();
  readonly #group: ConsumerGroup;

  constructor(group: ConsumerGroup) {
    this.#group = group;
  }

  step({ kind, member }: Step, nowMs: number): void {
    if (kind === "join") this.#group.join(member, ["t"], nowMs);
    if (kind === "leave") this.#group.leave([member], nowMs);
    if (kind === "expire") {
      for (const gone of this.#group.expire(nowMs)) this.owns.delete(gone);
    }
    if (kind === "beat" && !this.#group.beat(member, this.owns.get(member) ?? [], nowMs)) {
      this.owns.delete(member);
    }
    if (kind === "leave") this.owns.delete(member);
    else if (kind !== "expire") this.#learn(member);
  }

  #learn(member: string): void {
    const assignment = this.#group.assignment(member);
    if (assignment !== undefined) this.owns.set(member, assignment.partitions);
  }
}

Deno.test("two members never read one partition, and generations never go back", () => {
  fc.assert(fc.property(steps, (all) => {
    const group = new ConsumerGroup(TIMES, partitionsOf);
    const members = new Obedient(group);
    let nowMs = 0;
    let generation = 0;
    for (const step of all) {
      nowMs += step.afterMs;
      members.step(step, nowMs);
      const inUse = [...members.owns.values()].flat().map(keyOf);
      assert.equal(new Set(inUse).size, inUse.length, inUse.join());
      assert.ok(group.generation >= generation);
      generation = group.generation;
    }
  }));
});

Deno.test("when everybody does as told, every partition is read after two rounds of beats", () => {
  fc.assert(fc.property(steps, (all) => {
    const group = new ConsumerGroup(TIMES, partitionsOf);
    const members = new Obedient(group);
    let nowMs = 0;
    for (const step of all) members.step(step, nowMs += step.afterMs);
    for (let round = 0; round < 3; round++) {
      for (const member of group.members) members.step({ kind: "beat", member, afterMs: 0 }, nowMs);
    }
    const read = [...members.owns.values()].flat().map(keyOf);
    assert.equal(read.length, group.members.length === 0 ? 0 : PARTITIONS);
  }));
});
