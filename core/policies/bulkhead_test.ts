import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeClock } from "../testing/mod.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { Bulkhead } from "./bulkhead.ts";
import { Call } from "./call.ts";
import { compose } from "./compose.ts";

const isFull = (error: unknown) => error instanceof NetopsError && error.code === "OVERLOADED";

Deno.test("enter() lets limit calls run and queueLimit wait; the next is refused", () => {
  const bulkhead = new Bulkhead({ name: "shop", limit: 2, queueLimit: 1 });
  assert.equal(bulkhead.enter(undefined, 0), 0);
  assert.equal(bulkhead.enter(undefined, 0), 0);
  assert.ok(bulkhead.enter(undefined, 0) instanceof Promise);
  assert.throws(() => bulkhead.enter(undefined, 0), isFull);
  assert.deepEqual([bulkhead.inFlight, bulkhead.queued], [2, 1]);
});

Deno.test("a call that arrives in the turn of a release does not overtake the queue", async () => {
  const bulkhead = new Bulkhead({ name: "shop", limit: 1, queueLimit: 5 });
  const order: string[] = [];
  const clock = new FakeClock();
  const stack = compose(clock, bulkhead);
  const gate = Promise.withResolvers<void>();
  const first = stack.execute(() => gate.promise.then(() => void order.push("first")));
  const queued = stack.execute(() => Promise.resolve(void order.push("queued")));
  // Runs in the very microtask in which the slot is released.
  const late = first.then(() => stack.execute(() => Promise.resolve(void order.push("late"))));
  gate.resolve();
  await Promise.all([first, queued, late]);
  assert.deepEqual(order, ["first", "queued", "late"]);
});

Deno.test("a call that is given up leaves the queue and its place goes to the next", async () => {
  const bulkhead = new Bulkhead({ name: "shop", limit: 1, queueLimit: 2 });
  bulkhead.enter(undefined, 0);
  const call = new Call(() => Promise.resolve(), 0);
  const left = Promise.resolve(bulkhead.enter(call, 0)).catch((reason) => reason);
  const next = bulkhead.enter(undefined, 0);
  call.abort("gone");
  assert.equal(await left, "gone");
  assert.equal(bulkhead.queued, 1);
  bulkhead.abandon(0);
  assert.equal(await next, 0);
  assert.equal(bulkhead.inFlight, 1);
});

Deno.test("never more than limit run, everybody runs in order of arrival, nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(5), { minLength: 1, maxLength: 30 }),
      async (limit, turns) => {
        const bulkhead = new Bulkhead({ name: "shop", limit, queueLimit: 100 });
        const stack = compose(new FakeClock(), bulkhead);
        const started: number[] = [];
        let running = 0;
        await Promise.all(turns.map((count, index) =>
          stack.execute(async () => {
            started.push(index);
            assert.ok(++running <= limit);
            for (let turn = 0; turn < count; turn++) await Promise.resolve();
            running--;
          })
        ));
        assert.deepEqual(started, turns.map((_, index) => index));
        assert.deepEqual([bulkhead.inFlight, bulkhead.queued], [0, 0]);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a failure frees the slot", async () => {
  const bulkhead = new Bulkhead({ name: "shop", limit: 1, queueLimit: 0 });
  const stack = compose(new FakeClock(), bulkhead);
  await assert.rejects(stack.execute(() => Promise.reject(new Error("down"))), /down/);
  assert.equal(bulkhead.inFlight, 0);
});

Deno.test("limits out of bounds are refused", () => {
  for (const [limit, queueLimit] of [[0, 0], [1, -1], [NaN, 0]] as const) {
    assert.throws(() => new Bulkhead({ name: "shop", limit, queueLimit }), /out of bounds/);
  }
});
