import assert from "node:assert/strict";
import type { PlanDocument } from "@netops/core/contracts";
import { deployPlanLines } from "./deploy_plan_lines.ts";

const STAGE = { name: "bake", type: "bake", needs: [], onFailure: "halt", steps: ["bake it"] };

function lines(plan: Partial<PlanDocument>): readonly string[] {
  const empty = { stages: [], changes: [], refusals: [] };
  const head = { schema: "netops.deploy.plan/v1", app: "shop", pipeline: "release" } as const;
  return deployPlanLines({ ...head, ...empty, ...plan }, { paint: (_, text) => text });
}

Deno.test("deployPlanLines() tells stages in order, then what changes, then what stands against it", () => {
  const told = lines({
    stages: [STAGE, { ...STAGE, name: "ship", type: "deploy", needs: ["bake"], steps: ["a", "b"] }],
    ...{ changes: ["requests: x → y"], refusals: ["shop is not there"] },
  });
  assert.deepEqual(told, [
    "release would change shop",
    ...["", "1 bake", "    bake it"],
    ...["", "2 ship deploy", "    a", "    b"],
    ...["", "afterwards", "    requests: x → y"],
    ...["", "would be refused now", "    shop is not there"],
  ]);
});

Deno.test("deployPlanLines() says of a stage what is not as people expect", () => {
  const after = (more: object) =>
    lines({ stages: [STAGE, { ...STAGE, name: "x", type: "wait", ...more }] })[5];
  assert.equal(after({ needs: ["bake"] }), "2 x wait");
  assert.equal(after({ needs: [] }), "2 x wait, starts at once");
  assert.equal(after({ needs: ["bake", "y"] }), "2 x wait, after bake, y");
  assert.equal(after({ needs: ["bake"], onFailure: "ignore" }), "2 x wait, a failure is ignored");
});

Deno.test("deployPlanLines() lets no text of others reach the terminal as it is", () => {
  const told = lines({ stages: [{ ...STAGE, steps: ["\x1b[31mred"] }] }).join("\n");
  assert.ok(!told.includes("\x1b"));
});
