import assert from "node:assert/strict";
import { FakeTimer } from "../testing/mod.ts";
import { Bulkhead } from "./bulkhead.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";
import { compose } from "./compose.ts";
import { timeout } from "./timeout.ts";
import { TimingWheel } from "./timing_wheel.ts";

function createParts() {
  const timer = new FakeTimer();
  const { clock } = timer;
  return { timer, clock, wheel: new TimingWheel({ clock, timer }) };
}

Deno.test("a stack with a timeout asks the clock once per tick, not per call", async () => {
  const { timer, wheel } = createParts();
  const bulkhead = new Bulkhead({ name: "shop", limit: 1, queueLimit: 0 });
  let asked = 0;
  const counting = {
    nowMs: () => timer.clock.nowMs(),
    monotonicMs: () => {
      asked++;
      return timer.clock.monotonicMs();
    },
  };
  const limit = timeout({ timeoutMs: 500, wheel, clock: counting });
  const stack = compose(counting, bulkhead, limit);
  for (let call = 0; call < 100; call++) await stack.execute(() => Promise.resolve());
  assert.equal(asked, 0);
  wheel.close();
});

Deno.test("a slow call is found by the coarse clock", async () => {
  const { timer, clock, wheel } = createParts();
  const breaker = new CircuitBreaker({
    name: "slow",
    window: { kind: "count", size: 10 },
    minimumCalls: 2,
    failureRatio: 1,
    slowCall: { thresholdMs: 100, ratio: 1 },
    openForMs: 1_000,
    trials: { count: 1, failureRatio: 0 },
  });
  const stack = compose(clock, breaker, timeout({ timeoutMs: 500, wheel, clock }));
  for (const tookMs of [150, 150]) {
    const calls = stack.execute(() => timer.sleep(tookMs));
    await timer.advance(tookMs + 10);
    await calls;
  }
  assert.equal(breaker.state, "open");
  wheel.close();
});

Deno.test("a guard that measures gets exact times even beside a timeout", async () => {
  const { timer, clock, wheel } = createParts();
  const seen: number[] = [];
  const measuring = {
    timing: "exact" as const,
    enter: () => 0,
    succeed: (_: number, startedMs: number, endedMs: number) => void seen.push(endedMs - startedMs),
    fail: () => undefined,
    abandon: () => undefined,
  };
  const stack = compose(clock, measuring, timeout({ timeoutMs: 500, wheel, clock }));
  const calls = stack.execute(() => timer.sleep(3));
  await timer.advance(3);
  await calls;
  assert.deepEqual(seen, [3]);
  wheel.close();
});
