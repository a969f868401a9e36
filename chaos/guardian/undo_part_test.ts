import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { FakeSide, instanceOf, recordOf } from "./guardian_fixture.ts";
import { undoPart } from "./undo_part.ts";

const part = {
  target: instanceOf("a"),
  part: { side: "fleet", effect: { type: "pause" } },
} as const;
const fault = recordOf("f", { parts: [part] });

function undoRig() {
  const timer = new FakeTimer();
  const side = new FakeSide();
  const hits: number[] = [];
  const undo = () =>
    undoPart(fault, part, {
      ...{ side, timer, clock: timer.clock, limitMs: 30_000 },
      onHits: (count) => hits.push(count),
    });
  const count = (call: string) => side.calls.filter((one) => one.startsWith(call)).length;
  return { timer, side, hits, undo, count };
}

Deno.test("what is not there needs no undo", async () => {
  const { side, undo, hits } = undoRig();
  assert.equal(await undo(), undefined);
  assert.deepEqual([side.calls, hits], [["look f a"], []]);
});

Deno.test("what is held is undone and looked at, and its hits are told before they are gone", async () => {
  const { side, timer, undo, hits } = undoRig();
  side.held.set("f a", 1);
  side.hits = 7;
  const undoing = undo();
  await timer.advance(25);
  assert.equal(await undoing, undefined);
  assert.deepEqual(side.calls, ["look f a", "undo f a", "look f a"]);
  assert.deepEqual(hits, [7]);
});

Deno.test("what ended and can still be seen is told to end again, each second and not more often", async () => {
  const { side, timer, undo, count } = undoRig();
  side.left.add("f a");
  const undoing = undo();
  await timer.advance(4_900);
  assert.equal(count("undo"), 5);
  side.left.clear();
  await timer.advance(250);
  assert.equal(await undoing, undefined);
});

Deno.test("an undo is bounded, and says what is left, where, and what to do", async () => {
  const { side, timer, undo, count } = undoRig();
  side.held.set("f a", 1);
  side.before = (call) => {
    if (call === "undo") throw new Error("it does not answer");
  };
  const undoing = undo();
  await timer.advance(30_250);
  const left = await undoing;
  assert.match(left?.what ?? "", /process-pause f: .*does not answer/);
  assert.match(left?.where ?? "", /^a \(pid 100\)$/);
  assert.match(left?.fix ?? "", /chaos panic/);
  assert.ok(count("look") < 150, `${count("look")} looks in 30 s`);
  assert.equal(timer.pendingCount, 0);
});
