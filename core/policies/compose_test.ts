import assert from "node:assert/strict";
import { createFixedRng, FakeTimer } from "../testing/mod.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { Bulkhead } from "./bulkhead.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";
import { compose } from "./compose.ts";
import { fallback } from "./fallback.ts";
import { retry, type RetryEvent, type RetryOptions } from "./retry.ts";
import { RetryBudget } from "./retry_budget.ts";
import { timeout } from "./timeout.ts";
import { TimingWheel } from "./timing_wheel.ts";

function createParts() {
  const timer = new FakeTimer();
  const { clock } = timer;
  const wheel = new TimingWheel({ clock, timer });
  const retries: RetryEvent[] = [];
  const retryOf = (more: Partial<RetryOptions> = {}) =>
    retry({
      maxAttempts: 3,
      backoff: { baseMs: 100, maxMs: 1_000 },
      isSafe: () => true,
      onRetry: (event) => retries.push(event),
      ...{ rng: createFixedRng("compose"), wheel, clock },
      ...more,
    });
  const breaker = new CircuitBreaker({
    name: "shop",
    window: { kind: "count", size: 10 },
    minimumCalls: 2,
    failureRatio: 0.5,
    openForMs: 1_000,
    trials: { count: 1, failureRatio: 0 },
  });
  const bulkhead = new Bulkhead({ name: "shop", limit: 1, queueLimit: 0 });
  return { timer, clock, wheel, retries, retryOf, breaker, bulkhead };
}

const hang = () => new Promise<never>(() => undefined);
const codeIs = (code: string) => (error: unknown) =>
  error instanceof NetopsError && error.code === code;

Deno.test("compose() of nothing runs the work", async () => {
  const { clock } = createParts();
  assert.equal(await compose(clock).execute(() => Promise.resolve(7)), 7);
});

Deno.test("a whole stack passes the value through and leaves nothing on the wheel", async () => {
  const { clock, wheel, retryOf, breaker, bulkhead } = createParts();
  const stack = compose(
    clock,
    retryOf(),
    breaker,
    bulkhead,
    timeout({ timeoutMs: 500, wheel, clock }),
  );
  assert.equal(await stack.execute((context) => Promise.resolve(context.attempt)), 1);
  assert.equal(wheel.size, 0);
  assert.equal(bulkhead.inFlight, 0);
  wheel.close();
});

Deno.test("work that throws at once is a rejection in every stack", async () => {
  const { clock, wheel, breaker, bulkhead, retryOf } = createParts();
  const work = () => {
    throw new Error("at once");
  };
  const once = retryOf({ maxAttempts: 1 });
  const limit = timeout({ timeoutMs: 500, wheel, clock });
  for (
    const stack of [
      compose(clock),
      compose(clock, once),
      compose(clock, limit),
      compose(clock, once, breaker, bulkhead, limit),
    ]
  ) {
    await assert.rejects(stack.execute(work), /at once/);
  }
  assert.equal(bulkhead.inFlight, 0);
  wheel.close();
});

Deno.test("timeout rejects with TIMED_OUT, aborts the work and tells the guards", async () => {
  const { timer, clock, wheel, breaker, bulkhead } = createParts();
  const stack = compose(clock, breaker, bulkhead, timeout({ timeoutMs: 500, wheel, clock }));
  let signal: AbortSignal | undefined;
  const calls = stack.execute((context) => {
    signal = context.signal;
    return hang();
  });
  const ended = assert.rejects(calls, codeIs("TIMED_OUT"));
  await timer.advance(499);
  assert.equal(signal?.aborted, false);
  await timer.advance(20);
  await ended;
  assert.equal(signal?.aborted, true);
  assert.equal(bulkhead.inFlight, 0);
  await assert.rejects(stack.execute(() => Promise.reject(new Error("again"))), /again/);
  assert.equal(breaker.state, "open", "the timeout counted as a failure");
  wheel.close();
});

Deno.test("timeout alone works, and a late end changes nothing", async () => {
  const { timer, clock, wheel } = createParts();
  const late = Promise.withResolvers<string>();
  const calls = compose(clock, timeout({ timeoutMs: 100, wheel, clock })).execute(() =>
    late.promise
  );
  const ended = assert.rejects(calls, codeIs("TIMED_OUT"));
  await timer.advance(200);
  await ended;
  late.reject(new Error("too late, and nobody's unhandled rejection"));
  await timer.settle();
  wheel.close();
});

Deno.test("retry tries again with a fresh signal, waits between, and stops at success", async () => {
  const { timer, clock, wheel, retryOf, retries } = createParts();
  const stack = compose(clock, retryOf(), timeout({ timeoutMs: 500, wheel, clock }));
  const signals: AbortSignal[] = [];
  const calls = stack.execute((context) => {
    signals.push(context.signal);
    return context.attempt < 3 ? hang() : Promise.resolve(`try ${context.attempt}`);
  });
  await timer.advance(3_000);
  assert.equal(await calls, "try 3");
  assert.deepEqual(signals.map((signal) => signal.aborted), [true, true, false]);
  assert.deepEqual(retries.map((event) => event.attempt), [1, 2]);
  for (const [index, { waitMs }] of retries.entries()) {
    const bound = 100 * 2 ** index;
    assert.ok(waitMs >= bound / 2 && waitMs <= bound, `${waitMs} of ${bound}`);
  }
  wheel.close();
});

Deno.test("retry gives the last error when maxAttempts are used up", async () => {
  const { timer, clock, wheel, retryOf } = createParts();
  let tries = 0;
  const calls = compose(clock, retryOf({ maxAttempts: 2 }))
    .execute(() => Promise.reject(new Error(`try ${++tries}`)));
  const ended = assert.rejects(calls, /try 2/);
  await timer.advance(1_000);
  await ended;
  wheel.close();
});

Deno.test("retry does not touch what is not safe", async () => {
  const { clock, wheel, retryOf } = createParts();
  let tries = 0;
  const stack = compose(clock, retryOf({ isSafe: (error) => (error as Error).message !== "sent" }));
  await assert.rejects(
    stack.execute(() => {
      tries++;
      return Promise.reject(new Error("sent"));
    }),
    /sent/,
  );
  assert.equal(tries, 1);
  wheel.close();
});

Deno.test("retry stops when its budget is used up: at most 1.2 calls per request", async () => {
  const { timer, clock, wheel, retryOf } = createParts();
  const budget = new RetryBudget();
  const stack = compose(clock, retryOf({ budget }));
  let sent = 0;
  const calls = Array.from({ length: 1_000 }, () =>
    stack.execute(() => {
      sent++;
      return Promise.reject(new Error("down"));
    }).catch(() => undefined));
  await timer.advance(5_000);
  await Promise.all(calls);
  assert.equal(sent, 1_200);
  wheel.close();
});

Deno.test("giving up from outside ends the wait for a retry", async () => {
  const { timer, clock, wheel, retryOf } = createParts();
  const caller = new AbortController();
  const calls = compose(clock, retryOf()).execute(
    () => Promise.reject(new Error("down")),
    caller.signal,
  );
  await timer.settle();
  caller.abort(new Error("left"));
  await assert.rejects(calls, /left/);
  assert.equal(wheel.size, 0);
  wheel.close();
});

Deno.test("a refusing guard gives back what the guards before it took", async () => {
  const { clock, breaker, bulkhead } = createParts();
  const outer = new Bulkhead({ name: "outer", limit: 5, queueLimit: 0 });
  bulkhead.enter(undefined, 0);
  const stack = compose(clock, outer, breaker, bulkhead);
  for (let call = 0; call < 5; call++) {
    await assert.rejects(stack.execute(() => Promise.resolve()), codeIs("OVERLOADED"));
  }
  assert.equal(outer.inFlight, 0);
  assert.equal(breaker.state, "closed", "a full bulkhead says nothing about the callee");
});

Deno.test("fallback answers what is left after retries, and only what it is for", async () => {
  const { timer, clock, wheel, retryOf, breaker } = createParts();
  const used: unknown[] = [];
  const answer = fallback({
    answer: (error) => `instead of ${(error as Error).message}`,
    when: (error) => (error as Error).message !== "mine",
    onFallback: (error) => used.push(error),
  });
  const stack = compose(clock, answer, retryOf({ maxAttempts: 2 }), breaker);
  const calls = stack.execute(() => Promise.reject(new Error("down")));
  await timer.advance(1_000);
  assert.equal(await calls, "instead of down");
  assert.equal(used.length, 1);
  await assert.rejects(
    compose(clock, answer).execute(() => Promise.reject(new Error("mine"))),
    /mine/,
  );
  wheel.close();
});

Deno.test("two timeouts in one stack: the inner per try, the outer over all", async () => {
  const { timer, clock, wheel, retryOf } = createParts();
  const stack = compose(
    clock,
    timeout({ timeoutMs: 350, wheel, clock }),
    retryOf({ maxAttempts: 10, backoff: { baseMs: 1, maxMs: 1 } }),
    timeout({ timeoutMs: 100, wheel, clock }),
  );
  let tries = 0;
  const calls = stack.execute(() => {
    tries++;
    return hang();
  });
  const ended = assert.rejects(calls, codeIs("TIMED_OUT"));
  await timer.advance(2_000);
  await ended;
  assert.equal(tries, 3);
  wheel.close();
});

Deno.test("numbers out of bounds are refused", () => {
  const { clock, wheel, retryOf } = createParts();
  assert.throws(() => timeout({ timeoutMs: 0, wheel, clock }), codeIs("CONFIG_INVALID"));
  assert.throws(() => retryOf({ maxAttempts: 0 }), codeIs("CONFIG_INVALID"));
});

Deno.test("a call that was given up is not tried again", async () => {
  const { clock, wheel, retryOf, retries } = createParts();
  const caller = new AbortController();
  const calls = compose(clock, retryOf()).execute(() => {
    caller.abort(new Error("left"));
    return Promise.reject(new Error("its own end"));
  }, caller.signal);
  await assert.rejects(calls, /its own end/);
  assert.deepEqual(retries, []);
  wheel.close();
});
