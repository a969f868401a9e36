import assert from "node:assert/strict";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { rollbackPipeline } from "../deploy/deploy_pipeline.ts";
import { createPaint } from "../print/color.ts";
import { deployIntentLines } from "./deploy_intent_lines.ts";

const paint = createPaint(false);
const serving = { name: "hello-v000", desired: 2, up: 2, shareRatio: 1 };

function release(deploy: object): PipelineSpecInput {
  return {
    ...{ name: "deploy", app: "hello" },
    stages: [
      { name: "bake", type: "bake", from: { kind: "git", repo: "/home/ada/shop", ref: "main" } },
      { name: "deploy", type: "deploy", needs: ["bake"], strategy: "redblack", ...deploy },
    ],
  };
}

Deno.test("whoever is asked reads from what, to what, how and what then", () => {
  const canary = release({ strategy: "canary", sharesPercent: [10, 50], bakeMs: 95_000 });
  assert.deepEqual(deployIntentLines(canary, [serving], { paint, columns: 200 }), [
    "ship hello",
    "  now   hello-v000 has all requests, 2 of 2 instances up",
    "  from  main of /home/ada/shop",
    "  how   canary: 10 %, 50 % of the requests, each judged for 95s, longer where that shows too little, against a fresh baseline; then all",
    "  then  watched for 10s; goes back by itself when any request is dropped; the old group is kept " +
    "for an instant way back",
  ]);
});

Deno.test("what does not fit goes on below its beginning", () => {
  const lines = deployIntentLines(release({}), [serving], { paint, columns: 40 });
  assert.deepEqual(lines.slice(1, 3), [
    "  now   hello-v000 has all requests, 2",
    "        of 2 instances up",
  ]);
  for (const line of lines) assert.ok(line.length <= 40, line);
});

Deno.test("what is said follows the options", () => {
  const text = (deploy: object) =>
    deployIntentLines(release(deploy), [], { paint, columns: 200 }).join("\n");
  assert.match(text({}), /nothing serves[^]*red\/black: all requests at once/);
  assert.match(
    text({ stopsOld: true, mostDropped: 3, watchMs: 60_000 }),
    /1m; .*more than 3 requests/,
  );
  assert.match(text({ stopsOld: true }), /the old group is ended/);
  assert.match(text({ replicas: 1 }), /, 1 instance\n/);
  assert.match(text({ strategy: "rolling" }), /rolling: 5 %, 25 %, 50 %/);
  assert.match(text({ strategy: "highlander" }), /the old group is ended/);
  assert.match(text({ strategy: "none" }), /nothing else changes/);
});

Deno.test("going back and other pipelines are told, too", () => {
  const back = (to?: string) =>
    deployIntentLines(rollbackPipeline("hello", to), [serving], { paint, columns: 200 });
  assert.match(
    back("hello-v003").join("\n"),
    /^take back hello\n[^]*all requests go to hello-v003/,
  );
  assert.match(back().join("\n"), /to what served before/);
  const nightly: PipelineSpecInput = {
    ...{ name: "nightly", app: "hello" },
    stages: [{ name: "pause", type: "wait", durationMs: 5 }],
  };
  assert.match(
    deployIntentLines(nightly, [serving], { paint, columns: 200 }).join("\n"),
    /^run nightly for hello\n[^]*pause \(wait\)/,
  );
});
