import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeTimer } from "../testing/mod.ts";
import { TimingWheel } from "./timing_wheel.ts";

function createWheel(options: { tickMs?: number; slots?: number } = {}) {
  const timer = new FakeTimer();
  return { timer, wheel: new TimingWheel({ clock: timer.clock, timer, ...options }) };
}

Deno.test("after() runs never early and at most two ticks late", async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(delays, fc.constantFrom(1, 10, 50), async (list, tickMs) => {
      const { timer, wheel } = createWheel({ tickMs, slots: 64 });
      const ran: { delayMs: number; atMs: number }[] = [];
      for (const delayMs of list) {
        wheel.after(delayMs, () => ran.push({ delayMs, atMs: timer.clock.monotonicMs() }));
      }
      for (let step = 0; step < 31_000 / tickMs + 2 && ran.length < list.length; step++) {
        await timer.advance(tickMs);
      }
      assert.equal(ran.length, list.length);
      for (const { delayMs, atMs } of ran) {
        assert.ok(atMs >= delayMs && atMs <= delayMs + 2 * tickMs, `${delayMs} ran at ${atMs}`);
      }
      wheel.close();
    }),
    { numRuns: 15 },
  );
});

Deno.test("a turn that comes very late runs everything that is due, in order", async () => {
  const { timer, wheel } = createWheel({ slots: 8 });
  const order: number[] = [];
  for (const delayMs of [500, 20, 90, 70, 5_000]) wheel.after(delayMs, () => order.push(delayMs));
  await timer.advance(10);
  // The event loop stood still: the clock moves, but no tick ran.
  timer.clock.advance(1_000);
  await timer.advance(10);
  assert.deepEqual(order, [20, 70, 90, 500]);
  await timer.advance(4_200);
  assert.deepEqual(order, [20, 70, 90, 500, 5_000]);
  wheel.close();
});

Deno.test("cancel() stops an entry, also from an entry that expires in the same tick", async () => {
  const { timer, wheel } = createWheel();
  const ran: string[] = [];
  wheel.after(50, () => ran.push("never"))();
  let cancelSecond: () => void = () => undefined;
  wheel.after(20, () => {
    ran.push("first");
    cancelSecond();
  });
  cancelSecond = wheel.after(20, () => ran.push("second"));
  await timer.advance(100);
  assert.deepEqual(ran, ["first"]);
  assert.equal(wheel.size, 0);
  wheel.close();
});

Deno.test("a wheel that waits for one far deadline turns a handful of times, not at every tick", async () => {
  const timer = new FakeTimer();
  let readings = 0;
  const clock = {
    nowMs: () => timer.clock.nowMs(),
    monotonicMs: () => {
      readings++;
      return timer.clock.monotonicMs();
    },
  };
  const wheel = new TimingWheel({ clock, timer });
  let ranAtMs: number | undefined;
  wheel.after(9_000, () => ranAtMs = timer.clock.monotonicMs());
  for (let atMs = 0; atMs < 10_000; atMs += 10) await timer.advance(10);
  assert.ok(readings < 12, `${readings} turns`);
  assert.ok(ranAtMs !== undefined && ranAtMs >= 9_000 && ranAtMs <= 9_020, `${ranAtMs}`);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("one timer serves all entries and stops when nobody waits", async () => {
  const { timer, wheel } = createWheel();
  assert.equal(timer.pendingCount, 0);
  for (let entry = 0; entry < 1_000; entry++) wheel.after(100, () => undefined);
  assert.equal(timer.pendingCount, 1);
  await timer.advance(2_000);
  assert.equal(timer.pendingCount, 0);
  let ran = false;
  wheel.after(30, () => ran = true);
  await timer.advance(40);
  assert.ok(ran, "it starts again");
  wheel.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("sleep() resolves after the time, or rejects with the signal's reason", async () => {
  const { timer, wheel } = createWheel();
  const abort = new AbortController();
  const slept = wheel.sleep(100, abort.signal).then(() => "slept");
  const left = wheel.sleep(500, abort.signal).catch((reason) => reason);
  await timer.advance(200);
  assert.equal(await slept, "slept");
  abort.abort("enough");
  assert.equal(await left, "enough");
  assert.equal(wheel.size, 0);
  wheel.close();
});

Deno.test("off the grid of ticks nothing runs early either", async () => {
  const start = fc.integer({ min: 0, max: 9 });
  const entries = fc.array(fc.record({ waitMs: fc.nat(25), delayMs: fc.nat(100) }), {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(start, entries, async (startMs, list) => {
      const { timer, wheel } = createWheel();
      timer.clock.advance(startMs);
      let ran = 0;
      for (const { waitMs, delayMs } of list) {
        const dueMs = timer.clock.monotonicMs() + delayMs;
        wheel.after(delayMs, () => {
          ran++;
          const atMs = timer.clock.monotonicMs();
          assert.ok(atMs >= dueMs && atMs <= dueMs + 20, `${dueMs} ran at ${atMs}`);
        });
        await timer.advance(waitMs);
      }
      await timer.advance(200);
      assert.equal(ran, list.length);
      wheel.close();
    }),
    { numRuns: 50 },
  );
});
