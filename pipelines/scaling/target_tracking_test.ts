import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { type ScalingFacts, TargetTracker, type TargetTracking } from "./target_tracking.ts";

const POLICY: TargetTracking = { target: 100, minReplicas: 2, maxReplicas: 10 };

function facts(change: Partial<ScalingFacts> = {}): ScalingFacts {
  return { nowMs: 0, replicas: 4, value: 100, isProtected: false, ...change };
}

function decide(change: Partial<ScalingFacts>, policy: Partial<TargetTracking> = {}) {
  const { replicas, reason } = new TargetTracker({ ...POLICY, ...policy }).decide(facts(change));
  return `${replicas} ${reason}`;
}

Deno.test("replicas grow in proportion to the load, and never beyond the bounds", () => {
  assert.equal(decide({ value: 150 }), "6 scale out");
  assert.equal(decide({ value: 151 }), "7 scale out");
  assert.equal(decide({ value: 900 }), "10 scale out");
  assert.equal(decide({ value: 0 }), "2 scale in");
  assert.equal(decide({ replicas: 1 }), "2 bounds");
  assert.equal(decide({ replicas: 12 }), "10 bounds");
});

Deno.test("near the target nothing changes", () => {
  assert.equal(decide({ value: 109 }), "4 within tolerance");
  assert.equal(decide({ value: 91 }), "4 within tolerance");
  assert.equal(decide({ value: 109 }, { toleranceRatio: 0.01 }), "5 scale out");
});

Deno.test("a number that nobody knows changes nothing", () => {
  for (const value of [undefined, NaN, Infinity, -1]) assert.equal(decide({ value }), "4 unknown");
});

Deno.test("after growth the next one waits for the cooldown", () => {
  const tracker = new TargetTracker({ ...POLICY, scaleOutCooldownMs: 5_000 });
  assert.equal(tracker.decide(facts({ value: 150 })).replicas, 6);
  const soon = tracker.decide(facts({ nowMs: 4_999, replicas: 6, value: 150 }));
  assert.deepEqual(soon, { replicas: 6, reason: "cooldown" });
  assert.equal(tracker.decide(facts({ nowMs: 5_000, replicas: 6, value: 150 })).replicas, 9);
});

Deno.test("a dip takes nothing away before it has lasted the window", () => {
  const tracker = new TargetTracker({ ...POLICY, scaleInWindowMs: 10_000 });
  tracker.decide(facts());
  assert.equal(tracker.decide(facts({ nowMs: 5_000, value: 50 })).reason, "cooldown");
  assert.equal(tracker.decide(facts({ nowMs: 10_000, value: 75 })).reason, "cooldown");
  assert.deepEqual(tracker.decide(facts({ nowMs: 10_001, value: 50 })), {
    replicas: 3,
    reason: "scale in",
  });
});

Deno.test("nothing is taken away from what a deploy or a fault is working on", () => {
  assert.equal(decide({ value: 10, isProtected: true }), "4 protected");
  assert.equal(decide({ value: 200, isProtected: true }), "8 scale out");
  assert.equal(decide({ replicas: 12, isProtected: true }), "12 protected");
  assert.equal(decide({ replicas: 1, isProtected: true }), "2 bounds");
});

Deno.test("under any steady load the number settles within a few looks and stays", () => {
  const rng = createFixedRng("loads");
  for (let round = 0; round < 500; round++) {
    const load = 100 + rng.integer(1_500);
    const tracker = new TargetTracker(POLICY);
    let replicas = 2 + rng.integer(9);
    const seen: number[] = [];
    for (let look = 0; look < 40; look++) {
      const value = load / replicas;
      ({ replicas } = tracker.decide(facts({ nowMs: look * 5_000, replicas, value })));
      seen.push(replicas);
    }
    assert.equal(new Set(seen.slice(-10)).size, 1, `${load}: ${seen}`);
    const settled = load / replicas;
    assert.ok(settled <= 110 || replicas === POLICY.maxReplicas, `${load}: ${seen}`);
  }
});
