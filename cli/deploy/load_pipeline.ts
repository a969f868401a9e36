import { NetopsError } from "@netops/core";
import type { PipelineSpec } from "@netops/core/contracts";
import { formatProblems } from "../config/config_problem.ts";
import type { ReadContext } from "./read_context.ts";
import { readPipeline } from "./read_pipeline.ts";

/**
 * Reads a pipeline for whoever wants to run or keep it: paths absolute, times in ms, experiments and canary
 * configurations in it.
 *
 * Warnings do not stop it; `netops deploy lint` tells them.
 *
 * @throws {NetopsError} CONFIG_INVALID with `file:line:column` of every mistake
 */
export async function loadPipeline(file: string, context: ReadContext): Promise<PipelineSpec> {
  const { spec, findings } = await readPipeline(file, context);
  const mistakes = findings.filter(({ severity }) => severity === "error");
  if (spec !== undefined && mistakes.length === 0) return spec;
  const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
  const message = `Cannot use ${file} as it has ${count}\n\n${formatProblems(mistakes)}\n`;
  throw new NetopsError("CONFIG_INVALID", message, {
    details: { file, problems: mistakes },
    fix: `mend ${mistakes.length === 1 ? "it" : "them"}; netops deploy lint ${file} looks again`,
  });
}
