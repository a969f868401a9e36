import type { PipelineSpecInput } from "@netops/core/contracts";
import { TORTURE_APP, type TortureVersion } from "./torture_service.ts";

/** What is tortured: a canary that is rolled back, and a rolling red/black that is promoted. */
export type TortureCaseName = "canary" | "rolling";

/** The pipeline of a round; `dir` holds a folder for each version. */
export function tortureCase(name: TortureCaseName, dir: string) {
  return {
    name,
    pipeline: (round: number): PipelineSpecInput =>
      name === "canary" ? canary(dir) : rolling(dir, round % 2 === 0 ? "two" : "one"),
  };
}

/** The bad version never serves alone, so that each round begins as the first one did. */
function canary(dir: string): PipelineSpecInput {
  return release(dir, "bad", {
    ...{ strategy: "canary", sharesPercent: [30, 50], bakeMs: 9_000, watchMs: 0 },
  });
}

function rolling(dir: string, version: TortureVersion): PipelineSpecInput {
  return release(dir, version, {
    ...{ strategy: "rolling", sharesPercent: [25, 60], bakeMs: 0, watchMs: 0 },
  });
}

type DeployOptions = Omit<
  Extract<PipelineSpecInput["stages"][number], { type: "deploy" }>,
  "name" | "type" | "artifact" | "needs"
>;

function release(dir: string, version: TortureVersion, options: DeployOptions): PipelineSpecInput {
  return {
    name: "torture",
    app: TORTURE_APP,
    stages: [
      { name: "bake", type: "bake", from: { kind: "dir", dir: `${dir}/${version}` } },
      {
        ...{ name: "deploy", type: "deploy", needs: ["bake"] },
        artifact: { output: "bake.artifact" },
        ...options,
      },
    ],
  };
}
