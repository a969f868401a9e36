import assert from "node:assert/strict";
import type { Clock } from "../ports/clock.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { InnerEffects } from "./inner_effects.ts";

/** A clock that moves on by 1 ms whenever it is read, as a spinning process sees it. */
class SpinningClock implements Clock {
  spunMs = 0;

  nowMs(): number {
    return 0;
  }

  monotonicMs(): number {
    return ++this.spunMs;
  }
}

Deno.test("the event loop is blocked again and again, with a gap in between, until the fault ends", async () => {
  const clock = new SpinningClock();
  const { timer, book } = bookFixture({ onBegin: (fault) => inner.begin(fault) });
  const inner = new InnerEffects({ book, timer, clock });
  book.put(heldFault({ type: "block-event-loop", blockMs: 40, everyMs: 100 }));
  await timer.advance(60);
  assert.equal(book.list()[0]?.hits, 1);
  assert.ok(clock.spunMs >= 40 && clock.spunMs < 45, `${clock.spunMs}`);
  await timer.advance(120);
  assert.equal(book.list()[0]?.hits, 3, "the gap is what the block leaves of the period");
  book.put(heldFault({ type: "block-event-loop", blockMs: 40, everyMs: 10 }));
  await timer.advance(10);
  assert.equal(book.list()[0]?.hits, 1, "a gap is left even where the block is longer");
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("skews add up, move the wall time of the service only, and end with their faults", async () => {
  const { timer, book } = bookFixture();
  const { clock } = timer;
  const skewed = new InnerEffects({ book, timer, clock }).skewed();
  book.put(heldFault({ type: "skew-clock", offsetMs: 60_000 }, { id: "a", leaseMs: 1_000 }));
  book.put(heldFault({ type: "skew-clock", offsetMs: -5_000 }, { id: "b" }));
  assert.equal(skewed.nowMs() - clock.nowMs(), 55_000);
  assert.equal(skewed.monotonicMs(), clock.monotonicMs());
  await timer.advance(1_000);
  assert.equal(skewed.nowMs() - clock.nowMs(), -5_000);
  book.remove("b");
  assert.equal(skewed.nowMs(), clock.nowMs());
});

Deno.test("memory is held piece by piece, and given back when the fault ends", async () => {
  const { timer, book } = bookFixture({ onBegin: (fault) => inner.begin(fault) });
  const inner = new InnerEffects({ book, timer, clock: timer.clock });
  book.put(heldFault({ type: "hog-memory", sizeBytes: 40 * 2 ** 20 }));
  await timer.advance(100);
  assert.equal(book.list()[0]?.hits, 3, "two pieces of 16 MiB and the rest");
  book.close();
  assert.equal(timer.pendingCount, 0);
});
