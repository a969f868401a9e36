import assert from "node:assert/strict";
import fc from "fast-check";
import { assignPartitions, keyOf } from "./assign_partitions.ts";

const TOPICS = ["t", "u"];
const memberNames = fc.subarray(["a", "b", "c", "d", "e", "f"]);
const counts = fc.record({ t: fc.nat(9), u: fc.nat(9) });

function partitionsOf(count: { readonly t: number; readonly u: number }) {
  return TOPICS.flatMap((topic) =>
    Array.from({ length: count[topic as "t" | "u"] }, (_, partition) => ({ topic, partition }))
  );
}

function loads(members: readonly string[], owners: ReadonlyMap<string, string>): number[] {
  return members.map((member) => [...owners.values()].filter((each) => each === member).length);
}

const input = fc.record({ members: memberNames, count: counts }).chain(({ members, count }) => {
  const partitions = partitionsOf(count);
  const previous = fc.array(fc.constantFrom("a", "b", "c", "gone"), {
    minLength: partitions.length,
    maxLength: partitions.length,
  });
  return fc.record({
    topics: fc.array(fc.subarray(TOPICS), {
      minLength: members.length,
      maxLength: members.length,
    }),
    previous,
  }).map(({ topics, previous }) => ({
    partitions,
    subscriptions: new Map(members.map((member, index) => [member, topics[index] ?? []])),
    previous: new Map(partitions.map((each, index) => [keyOf(each), previous[index] ?? ""])),
  }));
});

Deno.test("each partition goes to one member that reads its topic, when there is one", () => {
  fc.assert(fc.property(input, (given) => {
    const owners = assignPartitions(given);
    for (const partition of given.partitions) {
      const owner = owners.get(keyOf(partition));
      const readers = [...given.subscriptions].filter(([, topics]) =>
        topics.includes(partition.topic)
      ).map(([member]) => member);
      assert.ok(owner === undefined ? readers.length === 0 : readers.includes(owner));
    }
  }));
});

Deno.test("members that read the same differ by one partition at the most", () => {
  fc.assert(fc.property(input, ({ partitions, subscriptions, previous }) => {
    const same = new Map([...subscriptions.keys()].map((member) => [member, TOPICS]));
    const own = loads(
      [...same.keys()],
      assignPartitions({ partitions, subscriptions: same, previous }),
    );
    assert.ok(own.length === 0 || Math.max(...own) - Math.min(...own) <= 1, own.join());
  }));
});

Deno.test("no single move would make the loads more even", () => {
  fc.assert(fc.property(input, (given) => {
    const owners = assignPartitions(given);
    const load = (member: string) => loads([member], owners)[0] ?? 0;
    for (const partition of given.partitions) {
      const owner = owners.get(keyOf(partition));
      if (owner === undefined) continue;
      for (const [member, topics] of given.subscriptions) {
        if (topics.includes(partition.topic)) assert.ok(load(owner) - load(member) < 2);
      }
    }
  }));
});

Deno.test("what is shared already stays as it is", () => {
  fc.assert(fc.property(input, (given) => {
    const owners = assignPartitions(given);
    assert.deepEqual(assignPartitions({ ...given, previous: owners }), owners);
  }));
});

Deno.test("a member that joins takes its share and moves nothing between the others", () => {
  const partitions = partitionsOf({ t: 8, u: 0 });
  const before = assignPartitions({
    ...{ partitions, previous: new Map() },
    subscriptions: new Map([["a", ["t"]], ["b", ["t"]]]),
  });
  const after = assignPartitions({
    ...{ partitions, previous: before },
    subscriptions: new Map([["a", ["t"]], ["b", ["t"]], ["c", ["t"]]]),
  });
  const moved = [...after].filter(([key, owner]) => before.get(key) !== owner);
  assert.equal(moved.length, 2);
  assert.ok(moved.every(([, owner]) => owner === "c"));
});

Deno.test("a member that leaves gives its share away and moves nothing else", () => {
  const partitions = partitionsOf({ t: 9, u: 0 });
  const all = new Map(["a", "b", "c"].map((member) => [member, ["t"]]));
  const before = assignPartitions({ partitions, subscriptions: all, previous: new Map() });
  all.delete("b");
  const after = assignPartitions({ partitions, subscriptions: all, previous: before });
  for (const [key, owner] of before) {
    if (owner !== "b") assert.equal(after.get(key), owner);
  }
});
