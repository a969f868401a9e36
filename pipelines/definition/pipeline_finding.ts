import type { PipelineSpecInput } from "@netops/core/contracts";

/** Something in a pipeline that could not work, or would not mean what it seems to. */
export interface PipelineFinding {
  /** From the top of the inside form: `["stages", 2, "bakeMs"]`. */
  readonly path: readonly (string | number)[];
  /** Sentence case, no full stop. */
  readonly message: string;
  readonly fix?: string;
  /** It may be meant so. */
  readonly severity?: "warning";
  /** A word that is not known, and those that are. */
  readonly stranger?: { readonly word: string; readonly known: readonly string[] };
}

/** A stage as it is checked: defaults need not be there. */
export interface CheckedStage {
  readonly stage: StageInput;
  readonly path: readonly ["stages", number];
}

/** A stage before defaults. */
export type StageInput = PipelineSpecInput["stages"][number];

/** The stages of a pipeline with their paths. */
export function checkedStages({ stages }: PipelineSpecInput): readonly CheckedStage[] {
  return stages.map((stage, at) => ({ stage, path: ["stages", at] }));
}
