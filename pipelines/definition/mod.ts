/**
 * Pipelines as files: their grammar, the way into the inside form, and what is wrong with them.
 *
 * Import it lazily: it brings zod.
 *
 * @module
 */
export { canaryConfigSchema, canaryDataSchema } from "../judge/schema.ts";
export type { CheckWorld } from "./check_world.ts";
export { filePath } from "./file_keys.ts";
export { lintPipeline } from "./lint_pipeline.ts";
export type { PipelineFinding } from "./pipeline_finding.ts";
export { type PipelineFile, pipelineFileSchema, pipelineJsonSchema } from "./pipeline_schema.ts";
export {
  absolutePaths,
  type DraftOptions,
  isExperimentFile,
  nameOfFile,
  type PathOptions,
  toDraft,
} from "./to_spec.ts";
