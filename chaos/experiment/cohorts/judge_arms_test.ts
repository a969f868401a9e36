import assert from "node:assert/strict";
import fc from "fast-check";
import type { ArmCounts } from "@netops/core/contracts";
import { type ArmRules, judgeArms } from "./judge_arms.ts";

const RULES: ArmRules = { leastRequests: 100, failures: 0.05, growth: 1.05 };

function arm(requests: number, failures: number, change: Partial<ArmCounts> = {}): ArmCounts {
  const latenciesMs = requests === 0 ? [] : [[10, requests] as const];
  return { drawn: requests, requests, failures, given: requests, latenciesMs, ...change };
}

const verdictOf = (control: ArmCounts, experiment: ArmCounts, rules: Partial<ArmRules> = {}) =>
  judgeArms({ control, experiment, happened: 1 }, { ...RULES, ...rules });

Deno.test("alike, worse and unknown are told apart by where the whole interval lies", () => {
  const alike = verdictOf(arm(1_000, 3), arm(1_000, 5));
  assert.equal(alike.verdict, "alike");
  assert.match(
    alike.reason,
    /fail 0\.2 points more often .*\(95 %: -0\.\d to 0\.\d, allowed 5\.0\)/,
  );
  const worse = verdictOf(arm(1_000, 3), arm(1_000, 400));
  assert.deepEqual([worse.verdict, worse.failures?.lies], ["worse", "beyond"]);
  const across = verdictOf(arm(200, 2), arm(200, 12));
  assert.deepEqual([across.verdict, across.failures?.lies], ["unknown", "across"]);
  assert.match(across.reason, /more requests would tell/);
});

Deno.test("to be better than the control is never wrong", () => {
  assert.equal(verdictOf(arm(1_000, 500), arm(1_000, 0)).verdict, "alike");
});

Deno.test("too few requests, a fault that was not given, and one that never happened are not known", () => {
  assert.match(verdictOf(arm(99, 0), arm(1_000, 0)).reason, /the control arm had 99 requests/);
  assert.match(verdictOf(arm(1_000, 0), arm(0, 0)).reason, /the experiment arm had 0 requests/);
  const [control, experiment] = [arm(1_000, 0), arm(1_000, 900)];
  const notGiven = verdictOf(control, { ...experiment, given: 0 });
  assert.match(notGiven.reason, /no request of the experiment arm was given the fault/);
  const never = judgeArms({ control, experiment, happened: 0 }, RULES);
  assert.match(never.reason, /never seen to happen/);
  assert.deepEqual([notGiven.verdict, never.verdict], ["unknown", "unknown"]);
  assert.equal(judgeArms({ control, experiment }, RULES).verdict, "worse");
});

Deno.test("what is not answered yet could have failed: alike is said only if it does not matter", () => {
  const [control, experiment] = [arm(1_000, 0), arm(900, 0)];
  const some = verdictOf(control, { ...experiment, drawn: 910 });
  assert.equal(some.verdict, "alike");
  const many = verdictOf(control, { ...experiment, drawn: 1_000 });
  assert.equal(many.verdict, "unknown");
  assert.match(many.reason, /100 of 1000 requests with the fault had no answer yet/);
  const worse = verdictOf(control, { ...arm(900, 500), drawn: 1_000 });
  assert.equal(worse.verdict, "worse");
});

Deno.test("a latency is judged where it has a tolerance, and only told where it has none", () => {
  const late = arm(1_000, 0, { latenciesMs: [[60, 1_000]] });
  assert.equal(verdictOf(arm(1_000, 0), late).verdict, "alike");
  assert.equal(Math.round(verdictOf(arm(1_000, 0), late).latencyMs?.difference ?? 0), 50);
  const judged = verdictOf(arm(1_000, 0), late, { latencyMs: 20 });
  assert.equal(judged.verdict, "worse");
  assert.match(judged.reason, /are 50 ms later than those without .*allowed 20 ms/);
  assert.equal(verdictOf(arm(1_000, 0), late, { latencyMs: 50 }).verdict, "unknown");
  const both = verdictOf(arm(1_000, 0), late, { latencyMs: 100 });
  assert.equal(both.verdict, "alike");
  assert.match(both.reason, /points more often .*; requests with the fault are 50 ms later/);
});

const counts = fc.record({
  requests: fc.integer({ min: 0, max: 2_000 }),
  failures: fc.nat(2_000),
  given: fc.nat(2),
}).map(({ requests, failures, given }) => arm(requests, Math.min(requests, failures), { given }));

const happenedOrNot = fc.option(fc.nat(2), { nil: undefined });
const ratio = fc.double({ min: 0, max: 0.5, noNaN: true });

Deno.test("alike is said only of enough requests, a fault that happened, and intervals within", () => {
  fc.assert(
    fc.property(fc.record({ control: counts, experiment: counts }), happenedOrNot, ratio, (
      arms,
      happened,
      failures,
    ) => {
      const seen = { ...arms, ...(happened === undefined ? {} : { happened }) };
      const told = judgeArms(seen, { ...RULES, failures, latencyMs: 5 });
      assert.ok(told.reason !== "");
      if (told.verdict !== "alike") return;
      assert.ok(arms.control.requests >= 100 && arms.experiment.requests >= 100);
      assert.ok(arms.experiment.given > 0 && happened !== 0);
      assert.ok(told.failures!.high <= failures && told.latencyMs!.high <= 5);
    }),
    { numRuns: 5_000, seed: 1 },
  );
});
