import assert from "node:assert/strict";
import fc from "fast-check";
import { NetopsError } from "../errors/netops_error.ts";
import {
  type BreakerEvent,
  type BreakerStateKind,
  CircuitBreaker,
  type CircuitBreakerOptions,
} from "./circuit_breaker.ts";

const OPTIONS: CircuitBreakerOptions = {
  name: "shop",
  window: { kind: "count", size: 10 },
  minimumCalls: 4,
  failureRatio: 0.5,
  openForMs: 1_000,
  trials: { count: 3, failureRatio: 0.34 },
};

function createBreaker(more: Partial<CircuitBreakerOptions> = {}) {
  const events: BreakerEvent[] = [];
  const options = { ...OPTIONS, onEvent: (event: BreakerEvent) => events.push(event), ...more };
  return { breaker: new CircuitBreaker(options), events };
}

function isOpenError(error: unknown): boolean {
  return error instanceof NetopsError && error.code === "OVERLOADED";
}

/** Fails `count` calls at a time. */
function fail(breaker: CircuitBreaker, count: number, nowMs: number): void {
  for (let call = 0; call < count; call++) {
    breaker.fail(breaker.enter(undefined, nowMs), new Error("down"), nowMs);
  }
}

/** Lets `count` calls succeed that took `tookMs`. */
function succeed(breaker: CircuitBreaker, count: number, at: { nowMs: number; tookMs?: number }) {
  for (let call = 0; call < count; call++) {
    const token = breaker.enter(undefined, at.nowMs);
    breaker.succeed(token, at.nowMs - (at.tookMs ?? 0), at.nowMs);
  }
}

Deno.test("a closed breaker lets calls in below minimumCalls, whatever they do", () => {
  const { breaker, events } = createBreaker();
  fail(breaker, 3, 0);
  assert.equal(breaker.state, "closed");
  assert.deepEqual(events, []);
});

Deno.test("it opens at failureRatio and publishes the reason once", () => {
  const { breaker, events } = createBreaker();
  succeed(breaker, 2, { nowMs: 0 });
  fail(breaker, 2, 0);
  assert.equal(breaker.state, "open");
  assert.deepEqual(events, [{ kind: "opened", name: "shop", reason: "failures" }]);
});

Deno.test("a success that completes minimumCalls is judged too", () => {
  const { breaker } = createBreaker();
  fail(breaker, 3, 0);
  succeed(breaker, 1, { nowMs: 0 });
  assert.equal(breaker.state, "open");
});

Deno.test("an open breaker refuses, says until when, and publishes each refusal", () => {
  const { breaker, events } = createBreaker();
  fail(breaker, 4, 0);
  assert.throws(() => breaker.enter(undefined, 400), (error) => {
    assert.ok(isOpenError(error));
    assert.equal((error as NetopsError).details.retryAfterMs, 600);
    return true;
  });
  assert.equal(breaker.admits(400), false);
  assert.deepEqual(events.map((event) => event.kind), ["opened", "refused"]);
});

Deno.test("after openForMs exactly trials.count calls may try; the next is refused", () => {
  const { breaker, events } = createBreaker();
  fail(breaker, 4, 0);
  assert.equal(breaker.admits(1_000), true);
  for (let trial = 0; trial < 3; trial++) breaker.enter(undefined, 1_000);
  assert.throws(() => breaker.enter(undefined, 1_000), isOpenError);
  assert.deepEqual(events.map((event) => event.kind), ["opened", "half-opened", "refused"]);
});

Deno.test("trials close it when their failed share is allowed, else they open it again", () => {
  const good = createBreaker();
  fail(good.breaker, 4, 0);
  const tokens = [1, 2, 3].map(() => good.breaker.enter(undefined, 1_000)) as [
    number,
    number,
    number,
  ];
  good.breaker.fail(tokens[0], new Error("one of three is allowed"), 1_010);
  good.breaker.succeed(tokens[1], 1_000, 1_010);
  good.breaker.succeed(tokens[2], 1_000, 1_010);
  assert.equal(good.breaker.state, "closed");
  assert.equal(good.events.at(-1)?.kind, "closed");

  const bad = createBreaker();
  fail(bad.breaker, 4, 0);
  fail(bad.breaker, 2, 1_000);
  assert.equal(bad.breaker.state, "open");
  assert.deepEqual(bad.events.at(-1), { kind: "opened", name: "shop", reason: "trials-failed" });
});

Deno.test("trials that never end do not block for ever", () => {
  const { breaker, events } = createBreaker();
  fail(breaker, 4, 0);
  for (let trial = 0; trial < 3; trial++) breaker.enter(undefined, 1_000);
  assert.throws(() => breaker.enter(undefined, 1_999), isOpenError);
  breaker.enter(undefined, 2_000);
  assert.equal(breaker.state, "half-open");
  assert.deepEqual(
    events.map((event) => event.kind === "opened" ? event.reason : event.kind),
    ["failures", "half-opened", "refused", "trials-stuck", "half-opened"],
  );
});

Deno.test("on a quiet path trials that went well are remembered, however long the next one takes", () => {
  const { breaker, events } = createBreaker({ trials: { count: 3, failureRatio: 0 } });
  fail(breaker, 4, 0);
  for (let trial = 1; trial <= 3; trial++) succeed(breaker, 1, { nowMs: trial * 60_000 });
  assert.equal(breaker.state, "closed");
  assert.deepEqual(events.map(({ kind }) => kind), ["opened", "half-opened", "closed"]);
});

Deno.test("a trial that never ran is given back", () => {
  const { breaker } = createBreaker({ trials: { count: 1, failureRatio: 0 } });
  fail(breaker, 4, 0);
  breaker.abandon(breaker.enter(undefined, 1_000));
  succeed(breaker, 1, { nowMs: 1_001 });
  assert.equal(breaker.state, "closed");
});

Deno.test("ends of calls that a former state let in are ignored", () => {
  const { breaker } = createBreaker();
  const late = [1, 2, 3].map(() => breaker.enter(undefined, 0)) as [number, number, number];
  fail(breaker, 4, 0);
  breaker.enter(undefined, 1_000);
  for (const token of late) breaker.fail(token, new Error("late"), 1_001);
  assert.equal(breaker.state, "half-open");
});

Deno.test("slow calls open it at slowCall.ratio", () => {
  const { breaker, events } = createBreaker({ slowCall: { thresholdMs: 200, ratio: 0.75 } });
  succeed(breaker, 1, { nowMs: 0, tookMs: 199 });
  succeed(breaker, 2, { nowMs: 0, tookMs: 200 });
  assert.equal(breaker.state, "closed");
  succeed(breaker, 1, { nowMs: 0, tookMs: 500 });
  assert.deepEqual(events, [{ kind: "opened", name: "shop", reason: "slow-calls" }]);
});

Deno.test("a time window forgets what is older than durationMs", () => {
  const { breaker } = createBreaker({ window: { kind: "time", durationMs: 1_000, buckets: 10 } });
  fail(breaker, 3, 0);
  fail(breaker, 1, 1_100);
  assert.equal(breaker.state, "closed");
  fail(breaker, 3, 1_200);
  assert.equal(breaker.state, "open");
});

Deno.test("a count window forgets all but the last size calls", () => {
  const { breaker } = createBreaker({ minimumCalls: 10 });
  fail(breaker, 4, 0);
  succeed(breaker, 10, { nowMs: 0 });
  fail(breaker, 4, 0);
  assert.equal(breaker.state, "closed");
  fail(breaker, 1, 0);
  assert.equal(breaker.state, "open");
});

Deno.test("isFailure says which errors count", () => {
  const { breaker } = createBreaker({ isFailure: (error) => error !== "mine" });
  for (let call = 0; call < 10; call++) breaker.fail(breaker.enter(undefined, 0), "mine", 0);
  assert.equal(breaker.state, "closed");
});

Deno.test("reset() closes and forgets", () => {
  const { breaker, events } = createBreaker();
  fail(breaker, 4, 0);
  breaker.reset(10);
  assert.equal(breaker.state, "closed");
  assert.equal(events.at(-1)?.kind, "closed");
  fail(breaker, 3, 10);
  assert.equal(breaker.state, "closed");
});

Deno.test("numbers out of bounds are refused", () => {
  for (
    const wrong of [
      { failureRatio: 0 },
      { failureRatio: 1.1 },
      { openForMs: 0 },
      { minimumCalls: 0 },
      { minimumCalls: 11 },
      { trials: { count: 0, failureRatio: 0 } },
      { trials: { count: 1, failureRatio: 1 } },
      { slowCall: { thresholdMs: 1, ratio: 0 } },
    ]
  ) {
    assert.throws(
      () => createBreaker(wrong),
      (error: NetopsError) => error.code === "CONFIG_INVALID",
    );
  }
});

/** What the breaker should be, told as plainly as possible: every call is kept in a list. */
class Model {
  state: BreakerStateKind = "closed";
  generation = 0;
  calls: boolean[] = [];
  trials = { entered: 0, ended: 0, failed: 0 };
  untilMs = 0;

  enter(nowMs: number): number | undefined {
    const { ended, entered } = this.trials;
    if (this.state === "half-open" && nowMs >= this.untilMs && ended === entered) {
      this.untilMs = nowMs + OPTIONS.openForMs;
    }
    if (this.state !== "closed" && nowMs >= this.untilMs) {
      if (this.state === "half-open") this.#to("open", nowMs);
      this.#to("half-open", nowMs + OPTIONS.openForMs);
      this.trials = { entered: 0, ended: 0, failed: 0 };
    }
    if (this.state === "open") return undefined;
    if (this.state === "half-open" && ++this.trials.entered > OPTIONS.trials.count) {
      this.trials.entered--;
      return undefined;
    }
    return this.generation;
  }

  end(token: number, failed: boolean, nowMs: number): void {
    if (token !== this.generation) return;
    if (this.state === "half-open") return this.#endTrial(failed, nowMs);
    this.calls = [...this.calls, failed].slice(-10);
    const failures = this.calls.filter((call) => call).length;
    if (this.calls.length >= 4 && failures > 0 && failures / this.calls.length >= 0.5) {
      this.#to("open", nowMs + OPTIONS.openForMs);
    }
  }

  #endTrial(failed: boolean, nowMs: number): void {
    this.trials.ended++;
    if (failed) this.trials.failed++;
    if (this.trials.failed > 1) return this.#to("open", nowMs + OPTIONS.openForMs);
    const left = 3 - this.trials.ended;
    if (this.trials.failed + left <= 1) this.#to("closed", 0);
  }

  #to(state: BreakerStateKind, untilMs: number): void {
    this.state = state;
    this.untilMs = untilMs;
    this.generation++;
    this.calls = [];
  }
}

const STEP = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("enter" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      pick: fc.nat(20),
      failed: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(1_500) }) },
);

Deno.test("the breaker does what a plain model does, for any order of calls, ends and time", () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 120 }), (steps) => {
      const { breaker } = createBreaker();
      const model = new Model();
      const running: { real: number; model: number }[] = [];
      let nowMs = 0;
      for (const step of steps) {
        if (step.kind === "wait") nowMs += step.ms;
        else if (step.kind === "enter") {
          const expected = model.enter(nowMs);
          assert.equal(breaker.admits(nowMs), expected !== undefined);
          if (expected === undefined) {
            assert.throws(() => breaker.enter(undefined, nowMs), isOpenError);
          } else running.push({ real: breaker.enter(undefined, nowMs), model: expected });
        } else if (running.length > 0) {
          const [call] = running.splice(step.pick % running.length, 1) as [typeof running[number]];
          model.end(call.model, step.failed, nowMs);
          if (step.failed) breaker.fail(call.real, new Error("down"), nowMs);
          else breaker.succeed(call.real, nowMs, nowMs);
        }
        assert.equal(breaker.state, model.state);
      }
    }),
    { numRuns: 500 },
  );
});
