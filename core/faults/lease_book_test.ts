import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeClock } from "../testing/mod.ts";
import { LeaseBook } from "./lease_book.ts";

const bookOf = (terms: { remainingMs: number; leaseMs: number }) => {
  const clock = new FakeClock();
  const book = new LeaseBook<string>(clock);
  book.put("f", "value", terms);
  return { clock, book };
};

Deno.test("what is held ends at its end, however often its lease is renewed", () => {
  const { clock, book } = bookOf({ remainingMs: 1_000, leaseMs: 300 });
  for (let step = 0; step < 9; step++) {
    clock.advance(100);
    assert.deepEqual(book.renew(["f"], 300), []);
  }
  assert.equal(book.get("f"), "value");
  clock.advance(100);
  assert.equal(book.get("f"), undefined);
  assert.deepEqual(book.renew(["f"], 300), ["f"], "what lapsed cannot be renewed");
  assert.deepEqual(book.takeLapsed(), [{ id: "f", value: "value" }]);
  assert.equal(book.size, 0);
});

Deno.test("what nobody renews ends with its lease", () => {
  const { clock, book } = bookOf({ remainingMs: 60_000, leaseMs: 5_000 });
  assert.equal(book.nextLapseMs, 5_000);
  clock.advance(4_999);
  assert.deepEqual(book.takeLapsed(), []);
  clock.advance(1);
  assert.deepEqual(book.takeLapsed(), [{ id: "f", value: "value" }]);
  assert.equal(book.nextLapseMs, Number.POSITIVE_INFINITY);
});

Deno.test("a wall clock that is set back makes nothing longer, one set forward ends it", () => {
  const wall = { nowMs: 0, monotonicMs: 0 };
  const book = new LeaseBook<number>({
    nowMs: () => wall.nowMs,
    monotonicMs: () => wall.monotonicMs,
  });
  book.put("back", 1, { remainingMs: 1_000, leaseMs: 1_000 });
  Object.assign(wall, { nowMs: -50_000, monotonicMs: 1_000 });
  assert.equal(book.get("back"), undefined);
  book.put("forward", 2, { remainingMs: 1_000, leaseMs: 1_000 });
  wall.nowMs += 1_000;
  assert.equal(book.get("forward"), undefined);
});

Deno.test("nothing is held longer than its end and its last renewal allow", () => {
  const step = fc.record({ waitMs: fc.integer({ min: 1, max: 400 }), renews: fc.boolean() });
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const { clock, book } = bookOf({ remainingMs: 2_000, leaseMs: 500 });
    let atMs = 0;
    let leaseEndMs = 500;
    for (const { waitMs, renews } of steps) {
      clock.advance(waitMs);
      atMs += waitMs;
      const lives = atMs < 2_000 && atMs < leaseEndMs;
      assert.equal(book.get("f") !== undefined, lives);
      if (renews && book.renew(["f"], 500).length === 0) leaseEndMs = atMs + 500;
      if (!lives) return;
    }
  }));
});
