import assert from "node:assert/strict";
import { Board } from "./board.ts";
import { fakeReport } from "./fake_report.ts";

const at = (monotonicMs: number) => ({ nowMs: 1_000_000 + monotonicMs, monotonicMs });

Deno.test("an OCA is stale after six seconds without a report, said once, and forgotten after sixty", () => {
  const board = new Board();
  board.hear(fakeReport("o1"), at(0));
  assert.equal(board.fresh(5_999).length, 1);
  assert.deepEqual(board.sweep(5_999), []);
  assert.deepEqual(board.sweep(6_000), ["o1"]);
  assert.deepEqual(board.sweep(7_000), []);
  assert.equal(board.fresh(7_000).length, 0);
  assert.equal(board.all().length, 1);
  assert.equal(board.all()[0]?.heardAtMs, 1_000_000);
  assert.deepEqual(board.sweep(60_000), []);
  assert.equal(board.get("o1"), undefined);
});

Deno.test("an OCA that comes back is fresh, and stale anew later", () => {
  const board = new Board();
  board.hear(fakeReport("o1"), at(0));
  board.sweep(6_000);
  board.hear(fakeReport("o1", { sentAtMs: 2 }), at(8_000));
  assert.equal(board.fresh(8_000).length, 1);
  assert.deepEqual(board.sweep(14_000), ["o1"]);
});

Deno.test("a report that was overtaken on its way changes nothing", () => {
  const board = new Board();
  board.hear(fakeReport("o1", { sentAtMs: 5, state: "DRAINED" }), at(0));
  board.hear(fakeReport("o1", { sentAtMs: 4 }), at(1));
  assert.equal(board.get("o1")?.report.state, "DRAINED");
  // Silent for long: its clock was set back.
  board.hear(fakeReport("o1", { sentAtMs: 3 }), at(7_000));
  assert.equal(board.get("o1")?.report.state, "SERVING");
});
