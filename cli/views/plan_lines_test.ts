import assert from "node:assert/strict";
import type { Plan } from "@netops/chaos/experiment";
import { planLines } from "./plan_lines.ts";

const PLAN: Plan = {
  ...{ title: "t", seed: "7", hash: "0123456789abcdef" },
  steps: [{
    ...{ phase: "method", index: 0, name: "it fails", type: "action", provider: "netops" },
    ...{ isBackground: false, offsetMs: 0 },
    fault: {
      ...{ kind: "request-abort", target: "back", durationMs: 10_000, parameters: {}, seed: "s" },
      cohort: "experiment",
    },
  }],
  cohorts: { share: 0.25, by: "request", leastRequests: 100, failures: 0.05, latencyMs: 50 },
};

const view = { paint: (_style: unknown, text: string) => text, fill: (text: string) => text };

Deno.test("planLines() says which arm is hit, how large the arms are, and by what they are judged", () => {
  const lines = planLines(PLAN, view).join("\n");
  assert.match(lines, /request-abort on back, experiment arm only/);
  assert.match(lines, /25 % of requests each, 100 requests at least/);
  assert.match(lines, /may fail 5 points more often and may be 50 ms later/);
  const { cohorts: _cohorts, ...plain } = PLAN;
  assert.ok(!planLines(plain, view).join("\n").includes("arms:"));
});
