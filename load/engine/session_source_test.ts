import assert from "node:assert/strict";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { LoadOrder } from "../run/load_order.ts";
import { orderOf } from "../runner/runner_fixture.ts";
import { beginSessions } from "./session_source.ts";

/** Begins sessions that take `lastsMs`; what began, as index and time. */
function rig(order: LoadOrder, { lastsMs = 10, isWell = true } = {}) {
  const timer = new FakeTimer();
  const stopping = new AbortController();
  const began: [number, number][] = [];
  let isOver = false;
  const done = beginSessions(order, {
    ...{ clock: timer.clock, timer, signal: stopping.signal },
    begin: async ({ index }) => {
      began.push([index, timer.clock.monotonicMs()]);
      await timer.sleep(lastsMs);
      return isWell;
    },
  }).then(() => isOver = true);
  return { timer, stopping, began, done, isOver: () => isOver };
}

const CLOSED: Partial<LoadOrder> = { vus: 2, durationMs: 100 };

function closed(): LoadOrder {
  const { arrivals: _, ...order } = orderOf(CLOSED);
  return order;
}

Deno.test("in the open model each begins when it is due, whatever became of those before", async () => {
  const { timer, began, isOver } = rig(orderOf(), { lastsMs: 60_000 });
  await timer.advance(4_000);
  assert.deepEqual(began.map(([, atMs]) => atMs), [
    0,
    500,
    1_000,
    1_500,
    2_000,
    2_500,
    3_000,
    3_500,
  ]);
  assert.equal(isOver(), true);
});

Deno.test("arrivals that came due while the process stood still keep the time of their schedule", async () => {
  const clock = new FakeClock();
  // Each wait ends a second late.
  const sleep = (delayMs: number) => Promise.resolve(clock.advance(delayMs + 1_000));
  const none = () => () => undefined;
  const began: [number, number][] = [];
  await beginSessions(orderOf(), {
    ...{ clock, timer: { sleep, after: none, every: none }, signal: new AbortController().signal },
    begin: ({ scheduledAtMs }) => {
      began.push([scheduledAtMs, clock.monotonicMs()]);
      return Promise.resolve(true);
    },
  });
  assert.deepEqual(began, [
    ...[[0, 0], [500, 1_500], [1_000, 1_500], [1_500, 1_500]],
    ...[[2_000, 3_000], [2_500, 3_000], [3_000, 3_000], [3_500, 4_500]],
  ]);
});

Deno.test("in the closed model a viewer begins anew when it is done, until the time is over", async () => {
  const { timer, began, isOver } = rig(closed(), { lastsMs: 40 });
  await timer.advance(200);
  assert.deepEqual(began, [[0, 0], [1, 0], [2, 40], [3, 40], [4, 80], [5, 80]]);
  assert.equal(isOver(), true);
});

Deno.test("who was refused in the closed model does not hammer", async () => {
  const { timer, began } = rig({ ...closed(), durationMs: 3_000 }, { lastsMs: 0, isWell: false });
  await timer.advance(2_500);
  assert.equal(began.length, 6);
});

Deno.test("a load that is stopped begins no more", async () => {
  for (const order of [orderOf(), closed()]) {
    const { timer, stopping, began, isOver } = rig(order);
    await timer.advance(50);
    const count = began.length;
    stopping.abort();
    await timer.advance(5_000);
    assert.ok(began.length - count <= 0, `${began.length} after ${count}`);
    assert.equal(isOver(), true);
    assert.equal(timer.pendingCount, 0);
  }
});
