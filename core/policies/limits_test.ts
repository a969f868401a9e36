import assert from "node:assert/strict";
import fc from "fast-check";
import { createFixedRng, FakeClock } from "../testing/mod.ts";
import { backoffMs } from "./backoff.ts";
import { ConcurrencyLimit } from "./concurrency_limit.ts";
import { earlierDeadline, parseDeadline, propagateDeadline, remainingMs } from "./deadline.ts";
import { Gradient2Limit } from "./gradient2_limit.ts";
import { RateLimiter } from "./rate_limit.ts";
import { RetryBudget } from "./retry_budget.ts";

Deno.test("Gradient2Limit follows the published formula, step by step", () => {
  const limit = new Gradient2Limit({ initialLimit: 20, minLimit: 1, maxLimit: 200 });
  limit.sample(10, 20);
  // long = 10, gradient = min(1, 1.5 · 10 / 10) = 1: 0.8 · 20 + 0.2 · (20 + 4) = 20.8
  assert.equal(limit.limit, 20);
  limit.sample(10, 20);
  // 0.8 · 20.8 + 0.2 · (20.8 + 4) = 21.6
  assert.equal(limit.limit, 21);
  limit.sample(40, 21);
  // long = 60 / 3 = 20, gradient = 1.5 · 20 / 40 = 0.75: 0.8 · 21.6 + 0.2 · (0.75 · 21.6 + 4) = 21.32
  assert.equal(limit.longRttMs, 20);
  assert.equal(limit.limit, 21);
  limit.sample(400, 21);
  // long = 460 / 4 = 115, gradient = max(0.5, 0.43): 0.8 · 21.32 + 0.2 · (10.66 + 4) = 19.988
  assert.equal(limit.limit, 19);
});

Deno.test("Gradient2Limit decays a long average that is over twice the sample by 0.95", () => {
  const limit = new Gradient2Limit();
  limit.sample(100, 0);
  limit.sample(10, 0);
  // long = 55; 55 / 10 > 2, so it is 52.25 for the next sample
  assert.equal(limit.longRttMs, 55 * 0.95);
});

Deno.test("Gradient2Limit uses an exponential average after ten samples", () => {
  const limit = new Gradient2Limit({ longWindow: 99 });
  for (let sample = 0; sample < 10; sample++) limit.sample(10, 0);
  limit.sample(20, 0);
  // factor = 2 / 100: 10 · 0.98 + 20 · 0.02
  assert.ok(Math.abs(limit.longRttMs - 10.2) < 1e-9);
});

Deno.test("Gradient2Limit does not grow while callers use less than half of it", () => {
  const limit = new Gradient2Limit();
  for (let sample = 0; sample < 100; sample++) limit.sample(10, 9);
  assert.equal(limit.limit, 20);
  for (let sample = 0; sample < 100; sample++) limit.sample(10, limit.limit);
  assert.ok(limit.limit > 20);
});

Deno.test("Gradient2Limit stays between its bounds whatever is sampled", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.nat(500))),
      (samples) => {
        const limit = new Gradient2Limit({ initialLimit: 10, minLimit: 5, maxLimit: 50 });
        for (const [rttMs, inFlight] of samples) limit.sample(rttMs, inFlight);
        assert.ok(limit.limit >= 5 && limit.limit <= 50);
      },
    ),
  );
});

Deno.test("ConcurrencyLimit refuses at its limit and learns only from successes", () => {
  const limit = new ConcurrencyLimit("shop", { initialLimit: 2, minLimit: 2, maxLimit: 100 });
  const one = limit.enter(undefined, 0);
  limit.enter(undefined, 0);
  assert.throws(() => limit.enter(undefined, 0), /limit of 2/);
  limit.fail(one, new Error("down"), 1);
  assert.equal(limit.inFlight, 1);
  for (let call = 0; call < 50; call++) limit.succeed(limit.enter(undefined, 0), 0, 10);
  assert.ok(limit.limit > 2);
});

Deno.test("RateLimiter lets burst pass at once, then count per perMs", () => {
  const limiter = new RateLimiter({ count: 10, perMs: 1_000, burst: 3 });
  for (let take = 0; take < 3; take++) assert.equal(limiter.take("a", 0).allowed, true);
  assert.deepEqual(limiter.take("a", 0), { allowed: false, remaining: 0, retryAfterMs: 100 });
  assert.equal(limiter.take("b", 0).allowed, true, "keys are apart");
  assert.equal(limiter.take("a", 99).allowed, false);
  assert.equal(limiter.take("a", 100).allowed, true);
});

Deno.test("RateLimiter never lets more pass than burst + count · t / perMs", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(300), { maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      (gapsMs, count) => {
        const limiter = new RateLimiter({ count, perMs: 1_000 });
        let nowMs = 0;
        let passed = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (limiter.take("a", nowMs).allowed) passed++;
        }
        assert.ok(passed <= count + count * nowMs / 1_000 + 1e-6);
      },
    ),
  );
});

Deno.test("RateLimiter keeps at most maxKeys, the last used", () => {
  const limiter = new RateLimiter({ count: 1, perMs: 1_000, maxKeys: 2 });
  limiter.take("old", 0);
  limiter.take("kept", 0);
  limiter.take("old", 0);
  limiter.take("new", 0);
  assert.equal(limiter.size, 2);
  assert.equal(limiter.take("old", 1).allowed, false, "old was used last, so kept was dropped");
});

Deno.test("RetryBudget allows ratio of the window's requests, or minimum", () => {
  const budget = new RetryBudget({ ratio: 0.2, minimum: 3, windowMs: 10_000 });
  const takeAll = (nowMs: number) => {
    let taken = 0;
    while (budget.tryRetry(nowMs)) taken++;
    return taken;
  };
  assert.equal(takeAll(0), 3, "the minimum without any traffic");
  for (let request = 0; request < 100; request++) budget.request(1_000);
  assert.equal(takeAll(1_000), 17, "20 in all");
  assert.equal(takeAll(9_000), 0);
  assert.equal(takeAll(10_500), 3, "the first three have left the window");
  assert.equal(takeAll(25_000), 3);
});

Deno.test("RetryBudget keeps all retries below ratio · requests + minimum per window", () => {
  const step = fc.record({ waitMs: fc.nat(400), requests: fc.nat(10), retries: fc.nat(10) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const budget = new RetryBudget({ minimum: 2 });
      let nowMs = 0;
      let requests = 0;
      let retries = 0;
      for (const { waitMs, requests: more, retries: wanted } of steps) {
        nowMs += waitMs;
        for (let request = 0; request < more; request++) budget.request(nowMs);
        requests += more;
        for (let retry = 0; retry < wanted; retry++) if (budget.tryRetry(nowMs)) retries++;
      }
      assert.ok(retries <= 0.2 * requests + 2 * (nowMs / 10_000 + 1) + 1);
    }),
  );
});

Deno.test("backoffMs() is between half and all of a bound that doubles up to maxMs", () => {
  const rng = createFixedRng("backoff");
  for (let attempt = 1; attempt < 80; attempt++) {
    const bound = Math.min(1_000, 10 * 2 ** (attempt - 1));
    const waitMs = backoffMs(attempt, { baseMs: 10, maxMs: 1_000 }, rng);
    assert.ok(waitMs >= bound / 2 && waitMs <= bound);
  }
  const tripled = backoffMs(2, { baseMs: 10, maxMs: 1_000, factor: 3 }, rng);
  assert.ok(tripled >= 15 && tripled <= 30);
});

Deno.test("parseDeadline() reads plain ms and ignores everything else", () => {
  const clock = new FakeClock(1_000_000);
  assert.equal(parseDeadline("1005000", clock), 1_005_000);
  assert.equal(parseDeadline("900000", clock), 900_000, "a past deadline is one");
  for (const wrong of [null, "", "soon", "-5", "1e9", "1005000.5", " 1", "99999999999999999999"]) {
    assert.equal(parseDeadline(wrong, clock), undefined);
  }
  assert.equal(parseDeadline(String(1_000_000 + 86_400_001), clock), undefined);
});

Deno.test("earlierDeadline(), remainingMs() and propagateDeadline() agree", () => {
  const clock = new FakeClock(1_000);
  assert.equal(earlierDeadline(undefined, 500, clock), 1_500);
  assert.equal(earlierDeadline(1_200, 500, clock), 1_200);
  assert.equal(earlierDeadline(9_000, 500, clock), 1_500);
  assert.equal(remainingMs(1_200, clock), 200);
  assert.equal(remainingMs(900, clock), 0);
  const headers = new Headers();
  propagateDeadline(headers, 1_200.7);
  assert.equal(parseDeadline(headers.get("x-netops-deadline"), clock), 1_200);
});

Deno.test("Gradient2Limit decays the long average from a ratio of 2 on, not below", () => {
  const above = new Gradient2Limit();
  above.sample(40, 0);
  above.sample(10, 0);
  assert.equal(above.longRttMs, 25 * 0.95);
  const below = new Gradient2Limit();
  below.sample(29, 0);
  below.sample(10, 0);
  assert.equal(below.longRttMs, 19.5);
});
