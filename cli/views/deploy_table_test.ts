import assert from "node:assert/strict";
import { PipelineSpec } from "@netops/core/contracts";
import { deployDocument } from "../deploy/deploy_document.ts";
import { BEGAN_AT_MS, execution } from "../deploy/deploy_fixture.ts";
import { createPaint } from "../print/color.ts";
import { deployTable, pipelineTable } from "./deploy_table.ts";

const paint = createPaint(false);
const nowMs = BEGAN_AT_MS + 60_000;
const deploys = [
  execution(),
  execution({
    ...{ id: "d-0", status: "TERMINAL", verdict: "rolled-back", dropped: 2 },
    ...{ endedAtMs: BEGAN_AT_MS + 9_000, reason: "look 1\nfailed: errors" },
  }),
].map(deployDocument);

Deno.test("the history is one line a deploy, with its reason in one line", () => {
  assert.deepEqual(deployTable(deploys, { paint, plain: false, nowMs, columns: 140 }), [
    "ID          APP    VERDICT      FROM        TO            AGO  TOOK  DROPPED  BY   WHY",
    "d-1a2b3c4d  hello  RUNNING      hello-v000  hello-v001  1m00s     -        0  ada",
    "d-0         hello  rolled-back  hello-v000  hello-v001  1m00s  9.0s        2  ada  " +
    "look 1 failed: errors",
  ]);
});

Deno.test("why is told without the stage, and without the stack of a process that died", () => {
  const died =
    "deploy: hello-v001 does not come up: it dies again and again; it said:     at boot (a.js:1) | " +
    "Error: no port |     at main (a.js:3); hello-v000 serves";
  const why = (reason: string) => {
    const deploy = deployDocument(execution({ id: "d-3", reason }));
    const [, line = ""] = deployTable([deploy], { paint, plain: false, nowMs });
    return line.split("ada  ")[1];
  };
  assert.equal(
    why(died),
    "hello-v001 does not come up: it dies again and again; it said: Error: no port; hello-v000 serves",
  );
  assert.equal(why("rollback: no group is kept"), "no group is kept");
  assert.equal(why("look 1; it said: Error: x"), "look 1; it said: Error: x");
});

Deno.test("in a narrow terminal the verdict stays", () => {
  for (const columns of [80, 60, 40, 24]) {
    const lines = deployTable(deploys, { paint, plain: false, nowMs, columns });
    for (const line of lines) assert.ok(line.length <= columns, line);
    if (columns >= 40) assert.match(lines[2] ?? "", /d-0 .*rolled-back/);
  }
});

Deno.test("a kept pipeline is shown with what starts it", () => {
  const stages = [{ name: "bake", type: "bake", from: { kind: "dir", dir: "/x" } }] as const;
  const keep = (name: string, triggers: PipelineSpec["triggers"]) =>
    PipelineSpec.parse({ name, app: "hello", stages, triggers });
  const lines = pipelineTable([
    keep("nightly", [{ type: "cron", schedule: "0 3 * * *", timeZone: "Europe/Berlin" }]),
    keep("on-push", [{ type: "git", repo: "/r", ref: "main", everyMs: 5_000 }]),
    keep("by-hand", []),
  ], { paint });
  assert.deepEqual(lines.slice(1), [
    "nightly   hello  bake    0 3 * * * (Europe/Berlin)",
    "on-push   hello  bake    main of /r",
    "by-hand   hello  bake    nothing by itself",
  ]);
});
