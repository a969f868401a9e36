import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import type { Rng } from "@netops/core";
import type { Execution, StageExecution } from "./execution.ts";
import { type ExecutionStatus, isComplete, letsOn } from "./execution_status.ts";
import { executionStatus, isCutOff, nextActions } from "./next_actions.ts";
import { failureStatus, type OnFailure } from "./on_failure.ts";
import { stageOrder } from "./stage_graph.ts";

const ON_FAILURE: readonly OnFailure[] = ["halt", "haltBranch", "haltBranchThenFail", "ignore"];

function stage(name: string, needs: string[] = [], change: Partial<StageExecution> = {}) {
  return { name, needs, onFailure: "halt", status: "NOT_STARTED", ...change } as StageExecution;
}

function execution(stages: readonly StageExecution[], change: Partial<Execution> = {}): Execution {
  return { status: "RUNNING", stages, isCancelAsked: false, isPauseAsked: false, ...change };
}

Deno.test("stages come after what they need, otherwise as written", () => {
  const names = (stages: StageExecution[]) => stageOrder(stages).map(({ name }) => name);
  assert.deepEqual(names([stage("c", ["b"]), stage("a"), stage("b", ["a"])]), ["a", "b", "c"]);
  assert.deepEqual(names([stage("x"), stage("y"), stage("z", ["x"])]), ["x", "y", "z"]);
  assert.deepEqual(names([]), []);
});

Deno.test("stages that cannot be ordered are refused with the place", () => {
  const refused = (stages: StageExecution[], why: RegExp) =>
    assert.throws(() => stageOrder(stages), why);
  refused([stage("a"), stage("a")], /two stages are called a/);
  refused([stage("a", ["b"]), stage("c")], /stage a needs b, which is not there; stages: a, c/);
  refused([stage("a", ["a"])], /a → a/);
  refused([stage("z"), stage("a", ["c"]), stage("b", ["a"]), stage("c", ["b"])], /a → c → b → a/);
});

Deno.test("a stage starts when all it needs is complete and none of it halts its branch", () => {
  const after = (one: ExecutionStatus, other: ExecutionStatus) =>
    nextActions(execution([
      stage("a", [], { status: one, onFailure: "haltBranch" }),
      stage("b", [], { status: other, onFailure: "haltBranch" }),
      stage("c", ["a", "b"]),
    ])).some(({ kind }) => kind === "start");
  assert.equal(after("SUCCEEDED", "SKIPPED"), true);
  assert.equal(after("SUCCEEDED", "FAILED_CONTINUE"), true);
  assert.equal(after("SUCCEEDED", "RUNNING"), false);
  assert.equal(after("SUCCEEDED", "STOPPED"), false);
});

Deno.test("what becomes of an execution when a stage fails is one name", () => {
  const end = (onFailure: OnFailure) => {
    const failed = failureStatus(onFailure);
    const stages = [
      stage("a", [], { onFailure, status: failed }),
      stage("b", ["a"]),
      stage("c", [], { status: "RUNNING" }),
    ];
    return [failed, ...nextActions(execution(stages)).map(({ kind }) => kind)];
  };
  assert.deepEqual(end("halt"), ["TERMINAL", "cancel"]);
  assert.deepEqual(end("haltBranch"), ["STOPPED", "advance"]);
  assert.deepEqual(end("haltBranchThenFail"), ["STOPPED", "advance"]);
  assert.deepEqual(end("ignore"), ["FAILED_CONTINUE", "advance", "start"]);
  const done = (onFailure: OnFailure) =>
    executionStatus(execution([
      stage("a", [], { onFailure, status: failureStatus(onFailure) }),
      stage("c", [], { status: "SUCCEEDED" }),
    ]));
  assert.deepEqual(ON_FAILURE.map(done), ["TERMINAL", "SUCCEEDED", "TERMINAL", "SUCCEEDED"]);
});

Deno.test("a paused execution starts nothing, stands still and goes on as it was", () => {
  const paused = { isPauseAsked: true };
  const running = [stage("a", [], { status: "RUNNING" }), stage("b")];
  assert.deepEqual(nextActions(execution(running, paused)), [{ kind: "pause", stage: "a" }]);
  const held = [stage("a", [], { status: "PAUSED" }), stage("b")];
  assert.deepEqual(nextActions(execution(held, paused)), []);
  const alone = [stage("a", [], { status: "PAUSED" })];
  assert.deepEqual(nextActions(execution(alone, paused)), []);
  assert.deepEqual(nextActions(execution(held)), [
    { kind: "resume", stage: "a" },
    { kind: "start", stage: "b" },
  ]);
  const waiting = [stage("a", [], { status: "SUCCEEDED" }), stage("b", ["a"])];
  assert.deepEqual(nextActions(execution(waiting, paused)), []);
  const done = [stage("a", [], { status: "SUCCEEDED" })];
  assert.deepEqual(nextActions(execution(done, paused)), [
    { kind: "finish", status: "SUCCEEDED" },
  ]);
});

Deno.test("a pause stops nothing that is taken back, and an end is stronger than a pause", () => {
  const paused = { isPauseAsked: true };
  const back = [stage("a", [], { status: "RUNNING", isRollingBack: true })];
  assert.deepEqual(nextActions(execution(back, paused)), [{ kind: "advance", stage: "a" }]);
  const backPaused = [stage("a", [], { status: "PAUSED", isRollingBack: true })];
  assert.deepEqual(nextActions(execution(backPaused, paused)), [{ kind: "resume", stage: "a" }]);
  const failing = [stage("a", [], { status: "PAUSED", isFailing: true })];
  assert.deepEqual(nextActions(execution(failing, paused)), [{ kind: "cancel", stage: "a" }]);
  const held = [stage("a", [], { status: "PAUSED" })];
  assert.deepEqual(nextActions(execution(held, { ...paused, isCancelAsked: true })), [
    { kind: "cancel", stage: "a" },
  ]);
});

Deno.test("a stage that has failed is taken back while others go on", () => {
  const stages = [
    stage("a", [], { status: "RUNNING", isFailing: true }),
    stage("b", [], { status: "RUNNING" }),
    stage("c", ["a"]),
  ];
  assert.deepEqual(nextActions(execution(stages)), [
    { kind: "cancel", stage: "a" },
    { kind: "advance", stage: "b" },
  ]);
});

Deno.test("an execution whose end is asked for cancels what runs, and then is cancelled", () => {
  const running = [stage("a", [], { status: "RUNNING" }), stage("b", ["a"])];
  const asked = { isCancelAsked: true };
  assert.deepEqual(nextActions(execution(running, asked)), [{ kind: "cancel", stage: "a" }]);
  const ended = [stage("a", [], { status: "CANCELED" }), stage("b", ["a"])];
  assert.deepEqual(nextActions(execution(ended, asked)), [{ kind: "finish", status: "CANCELED" }]);
  assert.deepEqual(nextActions(execution(ended, { status: "CANCELED" })), []);
});

function randomStages(rng: Rng): StageExecution[] {
  return Array.from({ length: 1 + rng.integer(9) }, (_, at) => {
    const needs = Array.from({ length: at }, (_, n) => `s${n}`).filter(() => rng.integer(4) === 0);
    return stage(`s${at}`, needs, { onFailure: ON_FAILURE[rng.integer(4)]! });
  });
}

/** Carries out one action as a world with these outcomes would. */
function carryOut(
  execution: Execution,
  action: ReturnType<typeof nextActions>[number],
  outcomes: ReadonlyMap<string, ExecutionStatus>,
): Execution {
  if (action.kind === "finish") return { ...execution, status: action.status };
  const status = action.kind === "start"
    ? "RUNNING"
    : action.kind === "cancel"
    ? "CANCELED"
    : outcomes.get(action.stage)!;
  const stages = execution.stages.map((one) =>
    one.name === action.stage ? { ...one, status } : one
  );
  return { ...execution, stages };
}

Deno.test("whatever the graph and the outcomes, an execution ends, and no stage runs before its needs", () => {
  const rng = createFixedRng("executions");
  for (let round = 0; round < 2_000; round++) {
    let now = execution(randomStages(rng));
    const outcomes = new Map<string, ExecutionStatus>(
      now.stages.map(({ name, onFailure }) =>
        [name, rng.integer(3) > 0 ? "SUCCEEDED" : failureStatus(onFailure)] as const
      ),
    );
    const started = new Set<string>();
    for (let step = 0; !isComplete(now.status); step++) {
      assert.ok(step < 60, JSON.stringify(now));
      const actions = nextActions(now);
      assert.ok(actions.length > 0, JSON.stringify(now));
      const action = actions[rng.integer(actions.length)]!;
      if (action.kind === "start") {
        assert.ok(!started.has(action.stage));
        started.add(action.stage);
        const { needs } = now.stages.find(({ name }) => name === action.stage)!;
        const met = needs.map((needed) => now.stages.find(({ name }) => name === needed)!);
        assert.ok(met.every(({ status }) => letsOn(status)));
      }
      now = carryOut(now, action, outcomes);
    }
    assert.equal(now.status, executionStatus(now));
    for (const one of now.stages) {
      assert.notEqual(one.status, "RUNNING");
      if (now.status === "SUCCEEDED" && one.status === "NOT_STARTED") {
        assert.ok(isCutOff(one, now.stages), `${one.name} was forgotten`);
      }
      if (one.status === "STOPPED") assert.match(one.onFailure, /^haltBranch/);
    }
  }
});
