import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import {
  bakeStage,
  BEGAN_AT_MS,
  deployStage,
  detail,
  execution,
  group,
  look,
  lookMetric,
} from "../deploy/deploy_fixture.ts";
import { createPaint } from "../print/color.ts";
import { deployVerdictLines, nextSteps } from "./deploy_verdict_lines.ts";

const options = { paint: createPaint(false), plain: false, nowMs: BEGAN_AT_MS + 99_000 };
const endedAtMs = BEGAN_AT_MS + 41_000;

Deno.test("a promotion says who serves now, what it cost and how to go back", () => {
  const deploy = detail({
    groups: [
      group({ wantPercent: 0 }),
      group({ name: "hello-v001", role: "fresh", wantPercent: 100 }),
    ],
  });
  const view = execution({
    ...{ status: "SUCCEEDED", verdict: "promoted", endedAtMs },
    stages: [bakeStage(), deployStage({ status: "SUCCEEDED", deploy })],
  });
  assert.deepEqual(deployVerdictLines(view, options), [
    "PROMOTED  hello-v001 has all requests",
    "  serves: hello-v001 100 %",
    "  hello-v000 → hello-v001, canary, took 41.0s, 3,913 requests, 210 probes of netops, 0 dropped, d-1a2b3c4d",
    "go back: netops deploy rollback hello",
    "more: netops deploy status d-1a2b3c4d",
  ]);
});

Deno.test("a rollback says why, metric by metric, and where to look", () => {
  const bad = lookMetric({
    ...{ classification: "High", estimate: 0.2, ci: [0.17, 0.23] },
    reason: "20.1 % of 412 requests failed",
  });
  const deploy = detail({
    looks: [look({ verdict: "fail", metrics: [lookMetric({ name: "p95" }), bad] })],
  });
  const view = execution({
    ...{ status: "TERMINAL", verdict: "rolled-back", endedAtMs, reason: "deploy: look 1 failed" },
    stages: [bakeStage(), deployStage({ status: "TERMINAL", deploy, reason: "look 1 failed" })],
  });
  const lines = deployVerdictLines(view, options);
  assert.deepEqual(lines.slice(0, 2), [
    "ROLLED BACK  deploy: look 1 failed",
    "  errors High critical +0.2 (0.17 to 0.23): 20.1 % of 412 requests failed",
  ]);
  assert.deepEqual(lines.slice(-2), [
    "why: netops deploy judge replay d-1a2b3c4d",
    "logs: netops logs hello",
  ]);
});

Deno.test("every end has a word, and a next step that is a command", () => {
  const ends: readonly (readonly [Partial<ExecutionView>, RegExp])[] = [
    [
      { status: "CANCELED", isCancelAsked: true, verdict: "rolled-back" },
      /^ABORTED {2}what was done/,
    ],
    [
      { status: "TERMINAL", verdict: "refused", reason: "the guard said no" },
      /^REFUSED {2}the guard/,
    ],
    [
      { status: "TERMINAL", verdict: "inconclusive", reason: "no data" },
      /^INCONCLUSIVE {2}no data/,
    ],
    [{ status: "SUCCEEDED" }, /^DONE/],
    [
      { status: "SUCCEEDED", verdict: "promoted", reason: "2 of 2 stages" },
      /^DONE {2}2 of 2 stages/,
    ],
    [{ status: "TERMINAL", reason: "bake: no folder" }, /^FAILED {2}bake: no folder/],
  ];
  for (const [change, head] of ends) {
    const view = execution({ endedAtMs, stages: [], ...change });
    assert.match(deployVerdictLines(view, options)[0] ?? "", head);
    for (const [, line] of nextSteps(view)) assert.match(line, /^netops (deploy|logs) /);
    const commands = nextSteps(view).map(([, line]) => line).join("\n");
    assert.doesNotMatch(commands, /replay/, "there are no looks");
    assert.ok(nextSteps(view).length > 0);
  }
});

Deno.test("a stage that failed is named with its reason, once", () => {
  const stages = [
    bakeStage({ name: "smoke", type: "run", status: "FAILED_CONTINUE", reason: "exit 3" }),
    bakeStage({ name: "load", type: "load", status: "TERMINAL", reason: "p95 above 200 ms" }),
  ];
  const view = execution({ status: "TERMINAL", reason: "load: p95 above 200 ms", stages });
  const text = deployVerdictLines(view, options).join("\n");
  assert.match(text, /\n {2}smoke: exit 3\n/);
  assert.equal(text.match(/p95 above/g)?.length, 1);
});
