import assert from "node:assert/strict";
import type { Plan } from "@netops/core/contracts";
import { planFacts, planName, planPrice, planQuestion } from "./plan_words.ts";

const PREMIUM: Plan = {
  ...{ plan: "premium", maxStreams: 4, maxHeight: 4_320 },
  price: { amountMinor: 1_799, currency: "EUR" },
};
const DAY_MS = 86_400_000;

Deno.test("plans are named as they are sold, and their pictures as people know them", () => {
  assert.equal(planName("premium"), "Premium");
  const facts = [480, 1_080, 2_160, 4_320].map((maxHeight) =>
    planFacts({ maxStreams: 2, maxHeight })
  );
  assert.deepEqual(facts, [
    "2 streams, up to 480p",
    "2 streams, up to 1080p",
    "2 streams, up to 4K",
    "2 streams, up to 8K",
  ]);
  assert.equal(planPrice(PREMIUM), "€17.99 / 30 days");
});

Deno.test("before a plan is taken it is said what is charged, and when", () => {
  const paid = { status: "active", paidUntilMs: 10 * DAY_MS };
  assert.match(planQuestion(PREMIUM, paid, 0), /^Nothing is charged today: €17\.99 on 11 Jan 1970/);
  assert.match(planQuestion(PREMIUM, paid, 11 * DAY_MS), /^€17\.99 is charged today/);
  const over = { ...paid, status: "expired" };
  for (const owing of [undefined, over]) {
    assert.match(planQuestion(PREMIUM, owing, 0), /^€17\.99 is charged today, then .* 30 days/);
  }
});
