import type { PipelineSpecInput } from "@netops/core/contracts";
import { checkGraph } from "./check_graph.ts";
import { checkParameters } from "./check_parameters.ts";
import { checkReach } from "./check_reach.ts";
import { checkReferences } from "./check_references.ts";
import { checkReleases } from "./check_release.ts";
import { checkSize } from "./check_size.ts";
import { checkWords } from "./check_words.ts";
import type { CheckWorld } from "./check_world.ts";
import type { PipelineFinding } from "./pipeline_finding.ts";

/**
 * Finds what a grammar cannot: stages that never start, references to what is not there, words that cannot be
 * read, releases that could only be inconclusive.
 *
 * @param spec a pipeline that the contract accepts, as it was written: what is left out has no finding
 */
export function lintPipeline(
  spec: PipelineSpecInput,
  world: CheckWorld = {},
): readonly PipelineFinding[] {
  return [
    ...checkGraph(spec),
    ...checkParameters(spec),
    ...checkReferences(spec),
    ...checkWords(spec, world),
    ...checkReleases(spec),
    ...checkReach(spec),
    ...checkSize(spec),
  ];
}
