import assert from "node:assert/strict";
import vectors from "../../tests/data/traffic_guard.json" with { type: "json" };
import { isGuarded } from "./guard_rule.ts";
import { checkTrafficGuard } from "./traffic_guard.ts";

Deno.test("checkTrafficGuard() agrees with Spinnaker's table", () => {
  for (
    const { desc, goingAway, current, minCapacityRatio, expected, guardEnabled } of vectors.guard
      .cases
  ) {
    // Whether there is a guard at all is said by rules.
    if (guardEnabled === false) continue;
    const { isAllowed, reason } = checkTrafficGuard({
      ...{ groups: current, goingAway, minCapacityRatio },
    });
    assert.equal(isAllowed, expected === "allowed", `${desc}: ${reason}`);
    assert.ok(reason.length > 0);
  }
});

Deno.test("isGuarded() agrees with Spinnaker's table", () => {
  for (const { guard, subject, expected } of vectors.match.cases) {
    assert.equal(isGuarded(subject, guard), expected, JSON.stringify(guard));
  }
  const subject = { account: "a", location: "eu", stack: "prod", detail: null };
  assert.equal(isGuarded(subject, { stack: "*" }), true);
  assert.equal(isGuarded(subject, {}), false);
  assert.equal(isGuarded(subject, { stack: "*", enabled: false }), false);
});

const group = (name: string, up: number, pinned = false) => {
  const capacity = { min: pinned ? up : 0, max: pinned ? up : 10, desired: pinned ? up : 3 };
  return { name, up, capacity };
};

Deno.test("the last group that is up may never go away, whatever the ratio", () => {
  for (const minCapacityRatio of [0, 0.2, 0.49]) {
    const groups = [group("a", 3), group("b", 0)];
    assert.equal(
      checkTrafficGuard({ groups, goingAway: ["a"], minCapacityRatio }).isAllowed,
      false,
    );
    const all = checkTrafficGuard({ groups, goingAway: ["a", "b"], minCapacityRatio });
    assert.equal(all.isAllowed, false);
  }
});

Deno.test("exactly the ratio is too little, and one instance more is enough", () => {
  const ask = (left: number) =>
    checkTrafficGuard({
      ...{ groups: [group("a", 10 - left), group("b", left)], goingAway: ["a"] },
      minCapacityRatio: 0.4,
    }).isAllowed;
  assert.deepEqual([3, 4, 5].map(ask), [false, false, true]);
});

Deno.test("one pinned group alone is guarded, and pinned ones of different sizes too", () => {
  const alone = checkTrafficGuard({
    ...{ groups: [group("a", 9, true), group("b", 1)], goingAway: ["a"], minCapacityRatio: 0.4 },
  });
  assert.equal(alone.isAllowed, false);
  const groups = [group("a", 9, true), group("b", 8, true), group("c", 1)];
  const request = { groups, goingAway: ["a", "b"], minCapacityRatio: 0.4 };
  assert.equal(checkTrafficGuard(request).isAllowed, false);
  const same = [group("a", 9, true), group("b", 9, true), group("c", 1)];
  assert.equal(checkTrafficGuard({ ...request, groups: same }).isAllowed, true);
});
