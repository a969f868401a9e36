import assert from "node:assert/strict";
import type { ExecutionView, StageView } from "@netops/core/contracts";
import { answerOrders, ordersOf } from "./deploy_orders.ts";

function stage(type: string, change: Record<string, unknown> = {}): StageView {
  return { name: type, type, needs: [], status: "RUNNING", outputs: {}, ...change } as StageView;
}

function execution(change: Record<string, unknown>, ...stages: StageView[]): ExecutionView {
  return {
    id: "d-1",
    app: "hello",
    status: "RUNNING",
    stages,
    ...change,
  } as unknown as ExecutionView;
}

const labels = (view: ExecutionView) => ordersOf(view, 7).map(({ order }) => order.label);

Deno.test("only what can be done is offered", () => {
  const canary = stage("deploy", { deploy: { looks: [], groups: [] } });
  const back = stage("deploy", { deploy: { isRollingBack: true } });
  assert.deepEqual(labels(execution({}, canary)), [
    ...["Promote", "Promote fully", "Pause", "Roll back", "Abort"],
  ]);
  assert.deepEqual(labels(execution({ isPauseAsked: true }, stage("bake"))), [
    ...["Resume", "Roll back", "Abort"],
  ]);
  assert.deepEqual(labels(execution({}, back)), ["Pause", "Abort"]);
  assert.deepEqual(labels(execution({ isCancelAsked: true }, canary)), []);
  assert.deepEqual(labels(execution({ status: "SUCCEEDED", verdict: "promoted" })), ["Roll back"]);
  assert.deepEqual(labels(execution({ status: "TERMINAL", verdict: "rolled-back" })), []);
});

Deno.test("all that may move requests is asked about first, and one question is one rollback", () => {
  const view = execution({}, stage("deploy", { deploy: { looks: [], groups: [] } }));
  const free = ordersOf(view, 7).filter(({ isAsked }) => !isAsked);
  assert.deepEqual(free.map(({ order }) => order.label), ["Pause"]);
  const over = execution({ status: "SUCCEEDED", verdict: "promoted" });
  const [back] = ordersOf(over, 7);
  assert.deepEqual([back?.isAsked, back?.order.action], [
    ...[true, { verb: "go-back", app: "hello", key: "ops-page-d-1-7" }],
  ]);
});

Deno.test("each order names the command that does the same", () => {
  const view = execution({}, stage("deploy", { deploy: { looks: [], groups: [] } }));
  assert.deepEqual(ordersOf(view, 7).map(({ order }) => order.command), [
    "netops deploy promote d-1",
    "netops deploy promote d-1 --full",
    "netops deploy pause d-1",
    "netops deploy rollback hello",
    "netops deploy abort d-1",
  ]);
  const { approve, reject } = answerOrders(view, stage("ask"), { role: "sre", note: "not today" });
  assert.equal(
    approve.command,
    "netops deploy approve d-1 --stage ask --role sre --note 'not today'",
  );
  assert.match(reject.command, /^netops deploy approve d-1 --reject --stage ask/);
});
