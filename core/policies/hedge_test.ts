import assert from "node:assert/strict";
import { FakeTimer } from "../testing/mod.ts";
import { compose } from "./compose.ts";
import { hedge } from "./hedge.ts";
import { RetryBudget } from "./retry_budget.ts";
import { TimingWheel } from "./timing_wheel.ts";

function createParts() {
  const timer = new FakeTimer();
  const { clock } = timer;
  return { timer, clock, wheel: new TimingWheel({ clock, timer }) };
}

const hang = () => new Promise<never>(() => undefined);

Deno.test("hedge sends a second copy after afterMs; the first success wins, the other is aborted", async () => {
  const { timer, clock, wheel } = createParts();
  const hedged: number[] = [];
  const stack = compose(
    clock,
    hedge({ afterMs: 100, wheel, clock, onHedge: (attempt) => hedged.push(attempt) }),
  );
  const signals: AbortSignal[] = [];
  const calls = stack.execute((context) => {
    signals.push(context.signal);
    return context.attempt === 1 ? hang() : Promise.resolve("second");
  });
  await timer.advance(90);
  assert.equal(signals.length, 1);
  await timer.advance(20);
  assert.equal(await calls, "second");
  assert.deepEqual(signals.map((signal) => signal.aborted), [true, false]);
  assert.deepEqual(hedged, [2]);
  assert.equal(wheel.size, 0);
  wheel.close();
});

Deno.test("hedge fails when all copies failed, and sends none when the first failed early", async () => {
  const { timer, clock, wheel } = createParts();
  const stack = compose(clock, hedge({ afterMs: 100, wheel, clock }));
  let copies = 0;
  await assert.rejects(
    stack.execute(() => {
      copies++;
      return Promise.reject(new Error("early"));
    }),
    /early/,
  );
  assert.equal(copies, 1);
  const gate = Promise.withResolvers<never>();
  const calls = stack.execute(({ attempt }) =>
    attempt === 1 ? gate.promise : Promise.reject(new Error("second"))
  );
  const ended = assert.rejects(calls, /first/);
  await timer.advance(200);
  gate.reject(new Error("first"));
  await ended;
  wheel.close();
});

Deno.test("hedge takes from its budget", async () => {
  const { timer, clock, wheel } = createParts();
  const budget = new RetryBudget({ ratio: 0, minimum: 0 });
  let copies = 0;
  const caller = new AbortController();
  const calls = compose(clock, hedge({ afterMs: 100, wheel, clock, budget })).execute((context) => {
    copies++;
    return new Promise((_, reject) =>
      context.signal.addEventListener("abort", () => reject(context.signal.reason))
    );
  }, caller.signal);
  const ended = assert.rejects(calls, /enough/);
  await timer.advance(500);
  caller.abort(new Error("enough"));
  await ended;
  assert.equal(copies, 1);
  wheel.close();
});

Deno.test("maxHedges bounds the copies", async () => {
  const { timer, clock, wheel } = createParts();
  let copies = 0;
  const calls = compose(clock, hedge({ afterMs: 10, maxHedges: 3, wheel, clock })).execute(() => {
    copies++;
    return copies < 4 ? hang() : new Promise((resolve) => timer.after(500, () => resolve("last")));
  });
  await timer.advance(1_000);
  assert.equal(await calls, "last");
  assert.equal(copies, 4);
  wheel.close();
});

Deno.test("hedge() refuses numbers out of bounds", () => {
  const { clock, wheel } = createParts();
  assert.throws(() => hedge({ afterMs: -1, wheel, clock }), /out of bounds/);
  assert.throws(() => hedge({ afterMs: 1, maxHedges: 0, wheel, clock }), /out of bounds/);
});
