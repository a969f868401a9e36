import assert from "node:assert/strict";
import { dueSession } from "./due_session.ts";

const ARRIVALS = { startRate: 10, stages: [{ targetRate: 10, durationMs: 2_000 }] };

Deno.test("a session counts from when its number was due, and never from after its start", () => {
  const due = (index: number, startedAtMs: number) =>
    dueSession(ARRIVALS, { index, beganAtMs: 1_000, startedAtMs });
  assert.equal(due(0, 1_003), 1_000);
  assert.equal(due(5, 1_730), 1_500);
  assert.equal(due(5, 1_499), 1_499);
  assert.equal(due(20, 3_000), undefined);
});

Deno.test("starts that k6 dropped are missing at the end: its tail begins only what is 100 ms late", () => {
  // Of 20 starts at 10/s the first 5 slots were dropped: numbers go on into the tail of 1 s.
  const begun = Array.from({ length: 20 }, (_, index) => {
    const startedAtMs = 500 + index * 100;
    return dueSession(ARRIVALS, { index, beganAtMs: 0, startedAtMs });
  }).filter((dueAtMs) => dueAtMs !== undefined);
  // The slots at 2.0 s and 2.1 s are within the limit; those at 2.2 to 2.4 s are told as dropped.
  assert.equal(begun.length, 17);
});

Deno.test("in the closed model every iteration is a session, and counts from its start", () => {
  assert.equal(dueSession(undefined, { index: 9_999, beganAtMs: 0, startedAtMs: 77 }), 77);
});
