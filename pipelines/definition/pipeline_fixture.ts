import type { PipelineSpecInput } from "@netops/core/contracts";
import { type PipelineFile, pipelineFileSchema } from "./pipeline_schema.ts";
import { toDraft } from "./to_spec.ts";

/** A pipeline file that has nothing wrong with it. */
export const GOOD = {
  name: "release",
  app: "shop",
  parameters: [
    { name: "tier", default: "gold", options: ["gold", "tin"] },
    { name: "most", type: "number", default: 2 },
  ],
  triggers: [{ type: "cron", schedule: "0 9 * * mon-fri", timeZone: "Europe/Berlin" }],
  stages: [
    { name: "bake", type: "bake", from: "./v2" },
    { name: "test", type: "run", command: ["npm", "test"], env: { TIER: { parameter: "tier" } } },
    {
      ...{ name: "ship", type: "deploy", strategy: "canary", steps: [5, 50], bake: "30s" },
      artifact: { output: "bake.artifact" },
    },
    { name: "ask", type: "approve", roles: ["release"] },
    {
      ...{ name: "sure", type: "assert" },
      that: [{ left: { output: "ship.dropped" }, is: "<=", right: { parameter: "most" } }],
    },
  ],
} as const;

/** Reads an object as a pipeline file. */
export function draftOf(file: unknown): PipelineSpecInput {
  const parsed: PipelineFile = pipelineFileSchema.parse(file);
  return toDraft(parsed, { name: "release" });
}

/** The good pipeline with something else in it; undefined takes a key out. */
export function goodWith(change: Readonly<Record<string, unknown>>): unknown {
  return { ...GOOD, ...change };
}

/** The good pipeline with one stage changed. */
export function goodWithStage(at: number, change: Readonly<Record<string, unknown>>): unknown {
  return goodWith({
    stages: GOOD.stages.map((stage, index) => index === at ? { ...stage, ...change } : stage),
  });
}
