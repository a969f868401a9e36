import type { BakedArtifact, StageSpecOf } from "@netops/core/contracts";
import type { PlanScope, StagePlan } from "./stage_plan.ts";

/** What a bake would come to: its content is its version, so that it was baked to know it. */
export function planBake(
  { name, from }: StageSpecOf<"bake">,
  { world: { platform } }: PlanScope,
): StagePlan {
  const source = from.kind === "dir" ? `${from.dir} as it is now` : `${from.ref} of ${from.repo}`;
  const planned = platform?.bakes[name];
  if (planned === undefined) return { steps: [`bake ${source}`] };
  if ("problem" in planned) {
    return { steps: [`bake ${source}`], refusals: [`${name}: ${planned.problem}`] };
  }
  const { hash, version, isNew, warnings } = planned.baked;
  return {
    steps: [`bake ${source}: ${bakedWords(planned.baked)}`, ...warnings],
    outputs: { artifact: hash, version, isNew },
  };
}

function bakedWords({ version, commit }: BakedArtifact): string {
  const from = commit === undefined ? "" : `, commit ${commit.slice(0, 12)}`;
  return `version ${version}${from}`;
}
