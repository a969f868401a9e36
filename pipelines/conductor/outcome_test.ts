import assert from "node:assert/strict";
import type { ExecutionStatus, StageType } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { outcomeOf } from "./outcome.ts";

let endedAtMs = 1_000;

function stage(
  type: StageType,
  status: ExecutionStatus,
  change: Partial<StageRecord> = {},
): StageRecord {
  const isOver = status !== "NOT_STARTED";
  return {
    ...{ name: type, needs: [], onFailure: "halt", status, outputs: {}, wishes: {} },
    spec: { type } as StageRecord["spec"],
    ...(isOver ? { endedAtMs: endedAtMs += 100 } : {}),
    ...change,
  };
}

function outcome(
  status: ExecutionStatus,
  stages: readonly StageRecord[],
  change: Partial<ExecutionRecord> = {},
) {
  return outcomeOf({ status, stages, startedAtMs: 500, ...change } as ExecutionRecord);
}

function verdict(status: ExecutionStatus, ...stages: readonly StageRecord[]) {
  return outcome(status, stages).verdict;
}

const promoted = { outputs: { verdict: "promoted" } };
const failure = (code: string) => ({ failure: { reason: "why", code } });

Deno.test("promoted needs success, and that everything that releases was promoted", () => {
  assert.equal(verdict("SUCCEEDED", stage("run", "SUCCEEDED")), "promoted");
  assert.equal(verdict("SUCCEEDED", stage("deploy", "SUCCEEDED", promoted)), "promoted");
  assert.equal(verdict("SUCCEEDED", stage("deploy", "SKIPPED")), "promoted");
  const ignored = stage("deploy", "FAILED_CONTINUE", { outputs: { verdict: "rolled-back" } });
  assert.equal(verdict("SUCCEEDED", ignored), "rolled-back");
  assert.equal(
    verdict("SUCCEEDED", stage("deploy", "SUCCEEDED", promoted), ignored),
    "rolled-back",
  );
  const cutOff = stage("deploy", "NOT_STARTED");
  assert.equal(verdict("SUCCEEDED", stage("run", "STOPPED", failure("x")), cutOff), "refused");
  const inconclusive = stage("canary", "FAILED_CONTINUE", { outputs: { judgement: "marginal" } });
  assert.equal(verdict("SUCCEEDED", inconclusive), "inconclusive");
});

Deno.test("what failed is rolled back, refused or inconclusive, as the stage that releases says", () => {
  const ended = (outputs: StageRecord["outputs"], change: Partial<StageRecord> = {}) =>
    verdict("TERMINAL", stage("deploy", "TERMINAL", { outputs, ...change }));
  assert.equal(ended({ verdict: "rolled-back" }), "rolled-back");
  assert.equal(ended({ verdict: "refused" }), "refused");
  assert.equal(ended({ verdict: "inconclusive" }), "inconclusive");
  assert.equal(ended({}, failure("REFUSED")), "refused");
  assert.equal(ended({}, failure("UNREACHABLE")), "rolled-back", "it was taken back all the same");
  const canary = (judgement: string) =>
    verdict("TERMINAL", stage("canary", "TERMINAL", { outputs: { judgement } }));
  assert.deepEqual(["fail", "inconclusive", "marginal"].map(canary), [
    ...["refused", "inconclusive", "inconclusive"],
  ]);
});

Deno.test("before anything was released, a no is refused and not knowing is inconclusive", () => {
  const before = (code: string) =>
    verdict("TERMINAL", stage("run", "TERMINAL", failure(code)), stage("deploy", "NOT_STARTED"));
  assert.equal(before("x"), "refused");
  assert.equal(before("UNREACHABLE"), "inconclusive");
  assert.equal(
    verdict("CANCELED", stage("wait", "CANCELED"), stage("deploy", "NOT_STARTED")),
    "inconclusive",
  );
});

Deno.test("a release that was ended without a word of its own took nothing back", () => {
  assert.equal(verdict("CANCELED", stage("deploy", "CANCELED")), "inconclusive");
  const back = stage("deploy", "CANCELED", { outputs: { verdict: "rolled-back" } });
  assert.equal(verdict("CANCELED", back), "rolled-back");
});

Deno.test("what was promoted before a later stage failed, or was ended, is inconclusive", () => {
  const out = stage("deploy", "SUCCEEDED", promoted);
  assert.equal(verdict("TERMINAL", out, stage("assert", "TERMINAL", failure("x"))), "inconclusive");
  assert.equal(verdict("CANCELED", out, stage("wait", "CANCELED")), "inconclusive");
});

Deno.test("the reason is the stage that decided, or who ended it", () => {
  const bad = stage("deploy", "TERMINAL", {
    ...{
      outputs: { verdict: "rolled-back" },
      reason: "errors rose",
      failure: { reason: "errors rose" },
    },
  });
  assert.equal(outcome("TERMINAL", [stage("run", "SUCCEEDED"), bad]).reason, "deploy: errors rose");
  const good = stage("deploy", "SUCCEEDED", { ...promoted, reason: "v2 serves" });
  assert.equal(outcome("SUCCEEDED", [good, stage("run", "SUCCEEDED")]).reason, "deploy: v2 serves");
  const assertion = stage("assert", "TERMINAL", { failure: { reason: "3 > 2" } });
  assert.equal(outcome("TERMINAL", [good, assertion]).reason, "assert: 3 > 2");
  const cancel = { cancel: { by: "ann", reason: "lunch" } };
  assert.equal(
    outcome("CANCELED", [stage("wait", "CANCELED")], cancel).reason,
    "ended by ann: lunch",
  );
  assert.equal(outcome("SUCCEEDED", [stage("run", "SUCCEEDED")]).reason, "1 of 1 stages are over");
});

Deno.test("the time to the verdict is the stage's own, else that from the start of the execution", () => {
  const said = stage("deploy", "SUCCEEDED", {
    outputs: { verdict: "promoted", timeToVerdictMs: 7 },
  });
  assert.equal(outcome("SUCCEEDED", [said]).timeToVerdictMs, 7);
  const unsaid = stage("deploy", "SUCCEEDED", { ...promoted, endedAtMs: 2_500 });
  assert.equal(outcome("SUCCEEDED", [unsaid]).timeToVerdictMs, 2_000);
  assert.equal(outcome("SUCCEEDED", [stage("run", "SUCCEEDED")]).timeToVerdictMs, undefined);
});
