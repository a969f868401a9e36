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
import { deployChangeLines, deployWaitLine } from "./deploy_change_lines.ts";

const options = { paint: createPaint(false), plain: true, nowMs: BEGAN_AT_MS + 12_300 };

function linesOf(before: ExecutionView | undefined, after: ExecutionView): string[] {
  return deployChangeLines(before, after, options).map((line) => line.replace("[ 12.3s] ", ""));
}

const old = group({ wantPercent: 100, actualPercent: 100 });
const fresh = (change = {}) =>
  group({ name: "hello-v001", role: "fresh", up: 0, wantPercent: 0, ...change });

function deploying(change: Parameters<typeof detail>[0], stage = {}): ExecutionView {
  const deploy = detail({ looks: [], groups: [old, fresh()], ...change });
  return execution({ stages: [bakeStage(), deployStage({ deploy, ...stage })] });
}

const baking = execution({
  stages: [
    bakeStage({ status: "RUNNING" }),
    { name: "deploy", type: "deploy", needs: ["bake"], status: "NOT_STARTED", outputs: {} },
  ],
});

Deno.test("each change is a line with its time: stages, groups, shares, looks, and the way back", () => {
  const steps = [
    baking,
    deploying({}),
    deploying({ groups: [old, fresh({ up: 2 })] }),
    deploying({ groups: [group({ wantPercent: 75 }), fresh({ up: 2, wantPercent: 25 })] }),
    deploying({
      groups: [group({ wantPercent: 75 }), fresh({ up: 2, wantPercent: 25 })],
      looks: [look({
        ...{ verdict: "fail", score: 0 },
        metrics: [lookMetric({ classification: "High", estimate: 0.2, ci: [0.1, 0.3] })],
      })],
    }),
    deploying(
      { isRollingBack: true, looks: [look()], groups: [old, fresh({ up: 2 })], dropped: 3 },
      {
        reason: "look 1 failed",
      },
    ),
  ];
  const lines = steps.map((after, at) => linesOf(steps[at - 1], after));
  assert.deepEqual(lines, [
    ["bake: started"],
    [
      ...["bake: SUCCEEDED 3333333322222222", "deploy: started"],
      ...["deploy: hello-v001 starts, 2 instances", "deploy: requests go to hello-v000 100 %"],
    ],
    ["deploy: hello-v001 is up, 2 of 2"],
    ["deploy: requests go to hello-v000 75 %, hello-v001 25 %"],
    ["deploy: look 1 fail, score 0, errors High critical +0.2 (0.1 to 0.3)"],
    [
      ...["deploy: rolling back: look 1 failed", "deploy: requests go to hello-v000 100 %"],
      "deploy: 3 requests dropped so far",
    ],
  ]);
  assert.match(
    deployChangeLines(undefined, baking, options)[0] ?? "",
    /^\[ 12\.3s\] bake: started$/,
  );
});

Deno.test("a look that makes the comparison longer says to what, and why", () => {
  const short = look({
    ...{ verdict: "inconclusive", score: null, metrics: [], lengthenedToMs: 36_000 },
    toMs: look().fromMs + 10_000,
  });
  const lines = linesOf(deploying({ looks: [] }), deploying({ looks: [short] }));
  const words = "lengthened to 36s as 10s showed too little";
  assert.ok(lines.includes(`deploy: look 1 inconclusive, no score, ${words}`), lines.join("\n"));
});

Deno.test("what has not changed is no line", () => {
  assert.deepEqual(linesOf(baking, { ...baking, seq: 99 }), []);
  const same = deploying({ requests: 1 });
  assert.deepEqual(linesOf(same, deploying({ requests: 2 }, { reason: "9 s left" })), []);
});

Deno.test("who asked for what, and what waits for somebody, is told", () => {
  const paused = { ...baking, isPauseAsked: true, pausedBy: "eve" };
  const words =
    "paused by eve: nothing moves or is judged, though the time of its waits runs on; " +
    "go on: netops deploy resume hello";
  assert.deepEqual(linesOf(baking, paused), [words]);
  assert.match(deployWaitLine(paused, options) ?? "", /still going on: paused by eve: /);
  assert.deepEqual(linesOf({ ...baking, isPauseAsked: true }, baking), ["goes on"]);
  assert.deepEqual(linesOf(baking, { ...baking, isCancelAsked: true }), [
    "aborted: what was done is taken back",
  ]);
  const queued = execution({ status: "NOT_STARTED", stages: [], reason: "d-0 runs" });
  assert.deepEqual(linesOf(undefined, queued), ["waits to begin: d-0 runs"]);
  const ask = { name: "ask", type: "approve", needs: [], status: "RUNNING", outputs: {} } as const;
  const asked = execution({ stages: [{ ...ask, reason: "Go on?" }] });
  assert.deepEqual(linesOf(execution({ stages: [] }), asked), ["ask: started", "ask: Go on?"]);
});

Deno.test("who has seen no line for a while is told what is waited for, while it goes on", () => {
  const line = deployWaitLine(deploying({ untilMs: options.nowMs + 4_000 }), options);
  assert.equal(line, "[ 12.3s] still going on: deploy, at most 4.0s: look 2 at 25 %");
  assert.equal(deployWaitLine(execution({ status: "TERMINAL" }), options), undefined);
  const queued = execution({ status: "NOT_STARTED", stages: [] });
  assert.match(deployWaitLine(queued, options) ?? "", /NOT_STARTED$/);
});
