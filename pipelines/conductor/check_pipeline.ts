import { NetopsError } from "@netops/core";
import type { PipelineSpec, StageSpec } from "@netops/core/contracts";
import { checkGraph } from "../definition/check_graph.ts";
import { checkParameters } from "../definition/check_parameters.ts";
import { checkReferences } from "../definition/check_references.ts";
import type { PipelineFinding } from "../definition/pipeline_finding.ts";
import { stageOrder } from "../execution/stage_graph.ts";

/**
 * Checks what the grammar of a pipeline cannot say; answers its stages in an order in which each comes after
 * what it needs.
 *
 * @throws {NetopsError} CONFIG_INVALID for the first mistake: stages that cannot be ordered, parameters that
 * nobody can give, or a reference to what is not there or not over by then
 */
export function checkPipeline(spec: PipelineSpec): readonly StageSpec[] {
  for (const check of [checkGraph, checkParameters, checkReferences]) {
    const mistake = check(spec).find(({ severity }) => severity !== "warning");
    if (mistake !== undefined) throw refusal(mistake, spec.stages);
  }
  return stageOrder(spec.stages);
}

function refusal(finding: PipelineFinding, stages: readonly StageSpec[]): NetopsError {
  const { message, fix, stranger, path } = finding;
  const [part, at, ...rest] = path;
  const name = part === "stages" && typeof at === "number" ? stages[at]?.name : undefined;
  const where = name === undefined ? path.join(".") : [name, ...rest].join(".");
  const known = stranger === undefined ? "" : `; there are: ${stranger.known.join(", ") || "none"}`;
  return new NetopsError(
    "CONFIG_INVALID",
    `Cannot carry the pipeline out: ${where}: ${lowerFirst(message)}${known}`,
    { details: { path }, ...(fix === undefined ? {} : { fix }) },
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
