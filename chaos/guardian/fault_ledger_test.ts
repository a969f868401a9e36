import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { FaultLedger } from "./fault_ledger.ts";
import { FakeStore, recordOf } from "./guardian_fixture.ts";
import { readJournal } from "./journal.ts";

function ledgerRig() {
  const clock = new FakeClock();
  const store = new FakeStore();
  const open = () => new FaultLedger({ clock, store, content: readJournal(store.text) });
  return { clock, store, ledger: open(), reopen: open };
}

const due = (ledger: FaultLedger) =>
  ledger.due().map(({ fault, reason }) => [fault.record.id, reason]);

Deno.test("what cannot be noted is not known: nothing may be done then", () => {
  const { store, ledger } = ledgerRig();
  store.isFull = true;
  assert.throws(() => ledger.intend(recordOf("f")), { code: "DISK_FULL" });
  assert.deepEqual(ledger.all, []);
});

Deno.test("a full disk stops no undo, and the next reader undoes once more", () => {
  const { store, ledger, reopen } = ledgerRig();
  const fault = ledger.intend(recordOf("f"));
  assert.ok(ledger.activate(fault));
  store.isFull = true;
  ledger.setState(fault, "undone", "stopped");
  assert.deepEqual([fault.state, ledger.open.length], ["undone", 0]);
  assert.deepEqual(reopen().open.map(({ record }) => record.id), ["f"]);
});

Deno.test("a fault is due when its time is over, by the clock that is further on", () => {
  const { clock, ledger } = ledgerRig();
  const startedAtMs = clock.nowMs();
  for (const id of ["a", "b"]) ledger.activate(ledger.intend(recordOf(id, { startedAtMs })));
  clock.advance(999);
  assert.deepEqual(due(ledger), []);
  clock.jumpWall(-60_000);
  clock.advance(1);
  assert.deepEqual(due(ledger), [["a", "its time is over"], ["b", "its time is over"]]);
  const later = ledgerRig();
  later.ledger.activate(later.ledger.intend(recordOf("f", { startedAtMs })));
  later.clock.jumpWall(1_000);
  assert.equal(due(later.ledger).length, 1);
});

Deno.test("who has an owner ends when it is silent for a lease; who has none is renewed by the guardian", () => {
  const { clock, ledger } = ledgerRig();
  const long = { durationMs: 60_000, leaseMs: 2_000 };
  ledger.activate(ledger.intend(recordOf("own", { ...long, experimentId: "e" })));
  ledger.activate(ledger.intend(recordOf("named", { ...long, experimentId: "other" })));
  ledger.activate(ledger.intend(recordOf("free", long)));
  clock.advance(1_500);
  assert.deepEqual(ledger.renew({ experimentId: "e" }), []);
  assert.deepEqual(ledger.renew({ ids: ["named", "gone"] }), ["gone"]);
  clock.advance(1_999);
  assert.deepEqual(due(ledger), []);
  ledger.renew({ experimentId: "e" });
  clock.advance(1);
  assert.deepEqual(due(ledger), [["named", "its owner was silent for 2000 ms"]]);
});

Deno.test("an undo that failed is due again every two seconds, with its first reason", () => {
  const { clock, ledger } = ledgerRig();
  const fault = ledger.intend(recordOf("f"));
  ledger.setState(fault, "undo-failed", "stopped");
  clock.advance(1_999);
  assert.deepEqual(due(ledger), []);
  clock.advance(1);
  assert.deepEqual(due(ledger), [["f", "stopped"]]);
});

Deno.test("what was ended while it began never becomes active", () => {
  const { ledger } = ledgerRig();
  const fault = ledger.intend(recordOf("f"));
  ledger.setState(fault, "undoing", "stopped");
  assert.equal(ledger.activate(fault), false);
  assert.deepEqual([ledger.active.length, ledger.open.length], [0, 1]);
});

Deno.test("the lever is pulled whatever the disk says, and armed only when that is noted", () => {
  const { store, ledger, reopen } = ledgerRig();
  assert.equal(ledger.pullLever(), true);
  assert.equal(reopen().lever, "stopped");
  store.isFull = true;
  assert.throws(() => ledger.arm(), { code: "DISK_FULL" });
  assert.equal(ledger.lever, "stopped");
  store.isFull = false;
  ledger.arm();
  store.isFull = true;
  assert.equal(ledger.pullLever(), false);
  assert.equal(ledger.lever, "stopped");
});

Deno.test("a lever that somebody else pulled counts", () => {
  const { store, ledger } = ledgerRig();
  store.others = "stopped";
  assert.equal(ledger.lever, "stopped");
  store.others = "armed";
  assert.equal(ledger.lever, "stopped", "until it is armed here");
  ledger.arm();
  assert.equal(ledger.lever, "armed");
});

Deno.test("closed faults are kept for a while only, open ones for ever", () => {
  const { ledger } = ledgerRig();
  const open = ledger.intend(recordOf("open"));
  ledger.activate(open);
  for (let count = 0; count < 600; count++) {
    ledger.setState(ledger.intend(recordOf(`f${count}`)), "undone", "over");
  }
  assert.ok(ledger.all.length <= 501);
  assert.equal(ledger.require("open"), open);
  assert.throws(() => ledger.require("f0"), { code: "NOT_FOUND" });
});
