import assert from "node:assert/strict";
import { bookFixture, heldFault } from "./fault_fakes.ts";

const ABORT = { type: "abort", status: 503 } as const;

Deno.test("a fault that nobody renews ends by itself with its lease, and no timer is left", async () => {
  const { timer, book } = bookFixture();
  book.put(heldFault(ABORT, { leaseMs: 500 }));
  const [fault] = book.faults;
  assert.equal(book.isIdle, false);
  assert.equal(book.requestFaults.length, 1);
  await timer.advance(499);
  assert.equal(fault?.ended.aborted, false);
  await timer.advance(1);
  assert.equal(fault?.ended.aborted, true);
  assert.equal(book.isIdle, true);
  assert.deepEqual(book.list(), []);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a fault that is renewed lasts until its end, and what is not held is named", async () => {
  const { timer, book } = bookFixture();
  book.put(heldFault(ABORT, { remainingMs: 1_000, leaseMs: 300 }));
  for (let step = 0; step < 4; step++) {
    await timer.advance(200);
    assert.deepEqual(book.renew(["f", "gone"], 300), ["gone"]);
  }
  const [view] = book.list();
  assert.equal(view?.remainingMs, 200);
  assert.equal(view?.leaseLeftMs, 300);
  await timer.advance(200);
  assert.equal(book.isIdle, true);
});

Deno.test("the same fault put twice keeps its hits, another one under its id begins anew", () => {
  const begun: string[] = [];
  const { book } = bookFixture({ onBegin: ({ held }) => begun.push(held.effect.type) });
  book.put(heldFault(ABORT));
  const [first] = book.faults;
  book.hit(first!);
  book.put(heldFault(ABORT, { leaseMs: 9_000 }));
  assert.deepEqual(book.list().map(({ hits, leaseLeftMs }) => [hits, leaseLeftMs]), [[1, 9_000]]);
  book.put(heldFault({ type: "empty-body" }));
  assert.equal(first?.ended.aborted, true);
  assert.equal(book.list()[0]?.hits, 0);
  assert.deepEqual(begun, ["abort", "empty-body"]);
  book.close();
});

Deno.test("removing twice is as good as once", () => {
  const { timer, book } = bookFixture();
  book.put(heldFault(ABORT));
  assert.equal(book.remove("f"), true);
  assert.equal(book.remove("f"), false);
  assert.equal(book.isIdle, true);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a wall clock that is set forward ends a fault within a second", async () => {
  const { timer, book } = bookFixture();
  book.put(heldFault(ABORT, { leaseMs: 60_000 }));
  timer.clock.jumpWall(60_000);
  await timer.advance(1_000);
  assert.equal(book.isIdle, true);
});

Deno.test("counts of each kind are told when they change, down to none", async () => {
  const told: [string, number][] = [];
  const { timer, book } = bookFixture({ onCount: (kind, count) => told.push([kind, count]) });
  book.put(heldFault(ABORT, { id: "a" }));
  book.put(heldFault(ABORT, { id: "b" }));
  book.renew(["a", "b"], 5_000);
  book.remove("a");
  await timer.advance(5_000);
  assert.deepEqual(told, [["abort", 1], ["abort", 2], ["abort", 1], ["abort", 0]]);
});
