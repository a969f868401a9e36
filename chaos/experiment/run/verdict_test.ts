import assert from "node:assert/strict";
import fc from "fast-check";
import type { ActivityFact, CheckFact, FaultFact, RunFacts } from "./record.ts";
import { verdictOfFacts } from "./verdict.ts";

const phases = ["before", "during", "after"] as const;
const check: fc.Arbitrary<CheckFact> = fc.record({
  phase: fc.constantFrom(...phases),
  isMet: fc.boolean(),
  hasError: fc.boolean(),
}).map((fact) => ({ ...fact, isMet: fact.isMet && !fact.hasError }));
const activity: fc.Arbitrary<ActivityFact> = fc.record({
  phase: fc.constantFrom("method" as const, "rollbacks" as const),
  name: fc.constant("a"),
  status: fc.constantFrom("succeeded" as const, "failed" as const, "unfinished" as const),
});
const fault: fc.Arbitrary<FaultFact> = fc.record({
  id: fc.constant("f"),
  kind: fc.constant("k"),
  targets: fc.constant([]),
  undone: fc.boolean(),
});
const comparison = fc.constantFrom("alike" as const, "worse" as const, "unknown" as const).map(
  (verdict) => {
    const arm = { requests: 100, failures: 0 };
    return { verdict, reason: "r", control: arm, experiment: arm };
  },
);
const facts = fc.record<RunFacts>({
  end: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: "completed" as const }) },
    fc.constantFrom("SIGINT", "SIGTERM", "SIGHUP").map((signal) =>
      ({ kind: "signal", signal }) as never
    ),
    fc.constant({ kind: "halted" as const, by: "operator" as const, reason: "stop" }),
  ),
  refusal: fc.option(fc.constant("no"), { nil: undefined, freq: 6 }) as never,
  dry: fc.option(fc.constantFrom("pause", "actions", "probes", "activities"), {
    nil: undefined,
  }) as never,
  strategy: fc.constant("default"),
  methodCount: fc.nat(2),
  checks: fc.array(check, { maxLength: 3 }),
  activities: fc.array(activity, { maxLength: 3 }),
  rollbacks: fc.record({ declared: fc.nat(1), played: fc.boolean() }),
  faults: fc.array(fault, { maxLength: 2 }),
  hasArms: fc.boolean(),
  comparison: fc.option(comparison, { nil: undefined }) as never,
  recovery: fc.option(fc.constantFrom({ withinMs: 5 }, { withinMs: 5, recoveryMs: 1 }), {
    nil: undefined,
  }) as never,
});

Deno.test("held is said only when every check held, everything was played and every undo was verified", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { exitCode, verdict } = verdictOfFacts(given);
      assert.equal(exitCode === 0, verdict === "held" && exitCode === 0);
      if (exitCode !== 0) return;
      assert.ok(given.checks.every(({ isMet }) => isMet));
      assert.ok(given.checks.length > 0 || given.comparison?.verdict === "alike");
      assert.ok(
        given.comparison === undefined ? !given.hasArms : given.comparison.verdict === "alike",
      );
      assert.ok(given.activities.every(({ status }) => status === "succeeded"));
      assert.ok(given.faults.every(({ undone }) => undone));
      assert.equal(given.end.kind, "completed");
      assert.equal(given.refusal, undefined);
      assert.ok(given.dry === undefined || given.dry === "pause");
      assert.ok(given.recovery === undefined || given.recovery.recoveryMs !== undefined);
      const isSeenAfter = given.checks.some(({ phase }) => phase !== "before");
      assert.ok(given.methodCount === 0 || isSeenAfter || given.comparison !== undefined);
      const begun = given.activities.filter(({ phase }) => phase === "method").length;
      assert.ok(begun >= given.methodCount);
      assert.ok(begun === 0 || given.rollbacks.declared === 0 || given.rollbacks.played);
    }),
    { numRuns: 20_000, seed: 1 },
  );
});

Deno.test("the first rule that is true decides the exit code", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { exitCode, verdict } = verdictOfFacts(given);
      const isUndone = given.faults.every(({ undone }) => undone) &&
        given.activities.every(({ phase, status }) => phase === "method" || status === "succeeded");
      const method = given.activities.filter(({ phase }) => phase === "method");
      if (!isUndone) assert.equal(exitCode, 8);
      else if (given.end.kind === "signal") {
        const codes: Record<string, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
        assert.equal(exitCode, codes[given.end.signal]);
      } else if (given.end.kind === "halted") assert.equal(exitCode, 7);
      else if (given.refusal !== undefined) assert.equal(exitCode, 6);
      else if (method.some(({ status }) => status === "failed")) assert.equal(exitCode, 1);
      else if (given.checks.some(({ hasError }) => hasError)) assert.equal(exitCode, 1);
      else if (given.checks.some(({ isMet }) => !isMet)) assert.equal(exitCode, 5);
      else if (given.comparison?.verdict === "worse") assert.equal(exitCode, 5);
      else assert.ok([0, 5, 9].includes(exitCode));
      const byVerdict = {
        held: 0,
        failed: 1,
        deviated: 5,
        refused: 6,
        interrupted: 7,
        inconclusive: 9,
      };
      if (isUndone && given.end.kind !== "signal") assert.equal(exitCode, byVerdict[verdict]);
    }),
    { numRuns: 20_000, seed: 2 },
  );
});

const HELD: RunFacts = {
  end: { kind: "completed" },
  strategy: "default",
  methodCount: 1,
  checks: [
    { phase: "before", startedAtMs: 0, isMet: true, hasError: false },
    { phase: "after", startedAtMs: 900, isMet: true, hasError: false },
  ],
  activities: [{ phase: "method", name: "a", status: "succeeded" }],
  rollbacks: { declared: 0, played: false },
  faults: [],
};
const SEEN: FaultFact = { id: "f", kind: "abort", targets: ["shop-v000-1"], undone: true };

Deno.test("a fault that no request met tried nothing", () => {
  const { verdict, reason } = verdictOfFacts({ ...HELD, faults: [{ ...SEEN, isUntouched: true }] });
  assert.equal(verdict, "inconclusive");
  assert.equal(reason, "nothing was tried: no request met the abort on shop-v000-1");
});

Deno.test("who did not look while a fault was at work does not know whether the state held", () => {
  const at = (fromMs: number, toMs: number) =>
    verdictOfFacts({ ...HELD, faults: [{ ...SEEN, atWork: { fromMs, toMs } }] }).verdict;
  assert.equal(at(100, 899), "inconclusive");
  assert.equal(at(901, 1_000), "inconclusive");
  assert.equal(at(100, 900), "held");
  const asking = { phase: "during" as const, startedAtMs: 50, endedAtMs: 400 };
  const long = [...HELD.checks, { ...asking, isMet: true, hasError: false }];
  const hung = { ...HELD, checks: long, faults: [{ ...SEEN, atWork: { fromMs: 100, toMs: 300 } }] };
  assert.equal(verdictOfFacts(hung).verdict, "held", "a check that waited all the time saw it");
  const both = [{ ...SEEN, atWork: { fromMs: 100, toMs: 200 } }, {
    ...SEEN,
    atWork: { fromMs: 300, toMs: 1_000 },
  }];
  assert.equal(verdictOfFacts({ ...HELD, faults: both }).verdict, "held");
  assert.equal(
    verdictOfFacts({ ...HELD, faults: [SEEN] }).verdict,
    "held",
    "a kill is over at once",
  );
});
