import assert from "node:assert/strict";
import fc from "fast-check";
import {
  afterDecline,
  afterPayment,
  canceled,
  chosen,
  expired,
  openSubscription,
  statusAt,
  type Subscription,
  type Terms,
} from "./subscription.ts";

const TERMS: Terms = { periodMs: 1_000, graceMs: 300, retryMs: 100 };
const OPENING = {
  account: "a1",
  country: "DE",
  plan: "standard",
  card: "tok_ok",
  series: "S",
} as const;

const fresh = () => openSubscription(OPENING, 0);
const paid = () => afterPayment(fresh(), 0, TERMS).subscription;

Deno.test("a subscription holds from its first payment on, and not before", () => {
  assert.equal(statusAt(fresh(), 0), "expired");
  assert.equal(statusAt(paid(), 0), "active");
  assert.equal(statusAt(paid(), 999), "active");
});

Deno.test("a period that is not paid is past due during the grace, then over", () => {
  assert.equal(statusAt(paid(), 1_000), "past_due");
  assert.equal(statusAt(paid(), 1_299), "past_due");
  assert.equal(statusAt(paid(), 1_300), "expired");
});

Deno.test("a cancelled subscription holds until what is paid is over, without grace", () => {
  const ended = canceled(paid());
  assert.equal(statusAt(ended, 999), "canceled");
  assert.equal(statusAt(ended, 1_000), "expired");
  assert.equal(ended.nextChargeMs, null);
  assert.equal(canceled(ended), ended);
});

Deno.test("whoever chooses again after cancelling pays on when the paid period ends", () => {
  const again = chosen(canceled(paid()), { plan: "premium" }, 500);
  assert.equal(statusAt(again, 500), "active");
  assert.equal(again.nextChargeMs, 1_000);
  assert.equal(again.plan, "premium");
});

Deno.test("a period that is paid late, but within the grace, follows without a gap", () => {
  const { subscription, fromMs } = afterPayment(paid(), 1_200, TERMS);
  assert.deepEqual([fromMs, subscription.paidUntilMs], [1_000, 2_000]);
});

Deno.test("a period that is paid after all was over begins at the payment", () => {
  const { subscription, fromMs } = afterPayment(chosen(paid(), {}, 5_000), 5_000, TERMS);
  assert.deepEqual([fromMs, subscription.paidUntilMs], [5_000, 6_000]);
});

Deno.test("a declined charge is tried again until the grace is over", () => {
  let now: Subscription = paid();
  const tries: number[] = [];
  while (now.nextChargeMs !== null) {
    tries.push(now.nextChargeMs);
    now = afterDecline(now, now.nextChargeMs, TERMS);
  }
  assert.deepEqual(tries, [1_000, 1_100, 1_200, 1_300]);
  assert.equal(now.phase, "ended");
});

Deno.test("an expired subscription gets no grace by choosing again without paying", () => {
  const forced = expired(paid(), 10);
  assert.equal(statusAt(forced, 10), "expired");
  const again = chosen(forced, { card: "tok_declined" }, 20);
  assert.equal(statusAt(again, 20), "expired");
  assert.equal(again.nextChargeMs, 20);
  assert.equal(statusAt(afterDecline(again, 20, TERMS), 21), "expired");
});

Deno.test("a payment that comes in after the end still gives what was paid for, once", () => {
  const { subscription } = afterPayment(expired(paid(), 10), 20, TERMS);
  assert.equal(statusAt(subscription, 21), "canceled");
  assert.equal(subscription.nextChargeMs, null);
});

Deno.test("whatever happens, nothing is held unpaid beyond the grace, and charges only count up", () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 700 }),
    kind: fc.constantFrom("pay", "decline", "cancel", "choose", "expire"),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    let now = fresh();
    let nowMs = 0;
    let boughtMs = 0;
    for (const { afterMs, kind } of steps) {
      nowMs += afterMs;
      const before = now;
      if (kind === "pay") {
        now = afterPayment(now, nowMs, TERMS).subscription;
        boughtMs += TERMS.periodMs;
      }
      if (kind === "decline") now = afterDecline(now, nowMs, TERMS);
      if (kind === "cancel") now = canceled(now);
      if (kind === "choose") now = chosen(now, {}, nowMs);
      if (kind === "expire") now = expired(now, nowMs);
      assert.ok(now.charges >= before.charges);
      assert.ok(now.graceUntilMs - now.paidUntilMs <= TERMS.graceMs);
      if (now.periods === 0) assert.equal(statusAt(now, nowMs), "expired");
      // Each payment buys one period: nobody holds more than all that was bought.
      assert.ok(now.paidUntilMs <= nowMs + boughtMs);
      assert.ok(now.nextChargeMs === null || now.phase === "renewing");
    }
  }));
});
