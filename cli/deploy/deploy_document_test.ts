import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { bakeStage, BEGAN_AT_MS, deployStage, execution, look } from "./deploy_fixture.ts";
import { deployDocument, deploysDocument, refusedDocument } from "./deploy_document.ts";
import { deployProgress } from "./deploy_progress.ts";

Deno.test("a deploy is printed with every field that is promised", () => {
  const view = execution({
    ...{ status: "TERMINAL", verdict: "rolled-back", reason: "look 2 failed" },
    ...{ endedAtMs: BEGAN_AT_MS + 9_000, timeToVerdictMs: 8_000 },
    stages: [bakeStage(), deployStage({ status: "TERMINAL", reason: "why" })],
  });
  const { stages, ...rest } = deployDocument(view);
  assert.deepEqual(rest, {
    ...{ schema: "netops.deploy/v1", id: "d-1a2b3c4d", app: "hello", pipeline: "deploy" },
    ...{ status: "TERMINAL", verdict: "rolled-back", reason: "look 2 failed", by: "ada" },
    ...{ createdAtMs: BEGAN_AT_MS, endedAtMs: BEGAN_AT_MS + 9_000, from: "hello-v000" },
    ...{ to: "hello-v001", dropped: 0, requests: 4_123, timeToVerdictMs: 8_000 },
  });
  assert.deepEqual(
    stages.map(({ name, type, status, startMs, endMs, reason }) => [
      ...[name, type, status, startMs, endMs, reason],
    ]),
    [
      ["bake", "bake", "SUCCEEDED", BEGAN_AT_MS, BEGAN_AT_MS + 1_000, undefined],
      ["deploy", "deploy", "TERMINAL", BEGAN_AT_MS + 1_000, null, "why"],
    ],
  );
  const { schema, deploys } = deploysDocument([view]);
  assert.equal(schema, "netops.deploys/v1");
  assert.deepEqual([deploys[0]?.id, "stages" in deploys[0]!], ["d-1a2b3c4d", false]);
});

Deno.test("what goes on has no verdict yet; what is over always has one", () => {
  assert.equal(deployDocument(execution()).verdict, null);
  assert.equal(deployDocument(execution({ status: "SUCCEEDED" })).verdict, "promoted");
  assert.equal(deployDocument(execution({ status: "TERMINAL" })).verdict, "inconclusive");
});

Deno.test("a deploy that was refused before it began has a document, too", () => {
  const error = new NetopsError("REFUSED", "Another one of hello runs", { fix: "--queue" });
  const asked = { app: "hello", pipeline: "deploy", by: "ada", createdAtMs: 5 };
  const document = refusedDocument(error, asked);
  assert.deepEqual(
    [document.verdict, document.status, document.reason, document.stages],
    ["refused", "CANCELED", "Another one of hello runs (--queue)", []],
  );
});

Deno.test("a line of progress tells shares, and each look once", () => {
  const before = execution();
  const after = execution({
    seq: 18,
    stages: [
      bakeStage(),
      deployStage({ deploy: { ...before.stages[1]!.deploy!, looks: [look(), look({ look: 2 })] } }),
    ],
  });
  const line = deployProgress(before, after, 7);
  assert.deepEqual(
    [line.schema, line.tsMs, line.seq, line.step, line.looks?.map(({ look }) => look)],
    ["netops.deploy.progress/v1", 7, 18, "judge", [2]],
  );
  assert.deepEqual(line.shares?.[1], {
    ...{ group: "hello-v001", role: "fresh", wantPercent: 25, actualPercent: 24.8 },
  });
  assert.equal(deployProgress(undefined, after, 7).looks?.length, 2);
  assert.equal(deployProgress(after, after, 7).looks, undefined);
});
