import assert from "node:assert/strict";
import fc from "fast-check";
import { laneCount, stageLanes } from "./stage_lanes.ts";

const stage = (name: string, ...needs: string[]) => ({ name, needs });

function drawn(...stages: { name: string; needs: string[] }[]) {
  return stageLanes(stages).map(({ stage, lane, joins, passes, goesOn }) => [
    ...[stage.name, lane, joins, passes, goesOn],
  ]);
}

Deno.test("stages one after the other need one lane", () => {
  assert.deepEqual(drawn(stage("a"), stage("b", "a"), stage("c", "b")), [
    ["a", 0, [], [], true],
    ["b", 0, [0], [], true],
    ["c", 0, [0], [], false],
  ]);
});

Deno.test("stages side by side have a lane each, and what waits for both joins them", () => {
  const rows = drawn(stage("a"), stage("b", "a"), stage("c", "a"), stage("d", "b", "c"));
  assert.deepEqual(rows, [
    ["a", 0, [], [], true],
    ["b", 1, [0], [0], true],
    ["c", 0, [0], [1], true],
    ["d", 0, [0, 1], [], false],
  ]);
});

Deno.test("a need that is not there counts as complete, and a circle is still drawn", () => {
  assert.deepEqual(drawn(stage("a", "gone")), [["a", 0, [], [], false]]);
  assert.equal(drawn(stage("a", "b"), stage("b", "a")).length, 2);
});

Deno.test("whatever waits for what, each stage stands once, below all it needs, and is joined to each", () => {
  const graph = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 1, maxLength: 10 })
    .map((needs) =>
      needs.map((own, at) => ({
        name: `s${at}`,
        needs: [...new Set(own.filter((one) => one < at).map((one) => `s${one}`))],
      }))
    );
  fc.assert(fc.property(graph, (stages) => {
    const rows = stageLanes(stages.toReversed());
    assert.equal(rows.length, stages.length);
    const seen = new Set<string>();
    for (const { stage, lane, joins, passes } of rows) {
      assert.ok(stage.needs.every((need) => seen.has(need)), "below all it needs");
      assert.equal(joins.length, stage.needs.length);
      assert.ok(!passes.includes(lane), "no lane goes through its mark");
      seen.add(stage.name);
    }
    assert.ok(laneCount(rows) <= stages.length);
  }));
});
