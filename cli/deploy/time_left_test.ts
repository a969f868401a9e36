import assert from "node:assert/strict";
import type { DeployDetail, ExecutionView, PipelineSpecInput } from "@netops/core/contracts";
import {
  bakeStage,
  BEGAN_AT_MS,
  deployStage,
  detail,
  execution,
  group,
  look,
} from "./deploy_fixture.ts";
import { timeLeftMs } from "./time_left.ts";

function pipeline(deploy: object): PipelineSpecInput {
  return {
    ...{ name: "deploy", app: "hello" },
    stages: [
      { name: "bake", type: "bake", from: { kind: "dir", dir: "/x" } },
      { name: "deploy", type: "deploy", needs: ["bake"], strategy: "canary", ...deploy },
    ],
  };
}

const canary = pipeline({ sharesPercent: [5, 25, 50], bakeMs: 15_000, watchMs: 10_000 });
const nowMs = BEGAN_AT_MS + 30_000;

function at(change: Partial<DeployDetail>, view: Partial<ExecutionView> = {}) {
  return execution({ stages: [bakeStage(), deployStage({ deploy: detail(change) })], ...view });
}

Deno.test("the time left is the looks and the watch that are still to come", () => {
  const begun = execution({ stages: [bakeStage({ status: "RUNNING" })] });
  assert.equal(timeLeftMs(begun, canary, nowMs), 55_000);
  const second = at({ looks: [look()], untilMs: nowMs + 4_000 });
  assert.equal(timeLeftMs(second, canary, nowMs), 4_000 + 15_000 + 10_000);
  const early = at({ looks: [look(), look({ look: 2 })], untilMs: nowMs + 4_000 });
  assert.equal(timeLeftMs(early, canary, nowMs), timeLeftMs(second, canary, nowMs));
  const groups = [group({ name: "hello-v001", role: "fresh", wantPercent: 5 })];
  const between = at({ step: "route", groups });
  assert.equal(timeLeftMs(between, canary, nowMs), 2 * 15_000 + 10_000);
  const watching = at({ step: "watch", untilMs: nowMs + 3_000 });
  assert.equal(timeLeftMs(watching, canary, nowMs), 3_000);
  assert.equal(timeLeftMs(begun, pipeline({ strategy: "redblack" }), nowMs), 10_000);
  const monitored = pipeline({ strategy: "monitored", bakeMs: 1_000, watchMs: 0 });
  assert.equal(timeLeftMs(begun, monitored, nowMs), 4_000);
});

Deno.test("nothing is promised of what goes back, is aborted, or is over", () => {
  assert.equal(timeLeftMs(at({ isRollingBack: true }), canary, nowMs), undefined);
  assert.equal(timeLeftMs(at({}, { isCancelAsked: true }), canary, nowMs), undefined);
  assert.equal(timeLeftMs(at({}, { status: "SUCCEEDED" }), canary, nowMs), undefined);
});
