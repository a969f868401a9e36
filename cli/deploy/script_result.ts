import type { CallPlace } from "@netops/pipelines";

/** What the result stands behind, on the last line. */
export const RESULT_MARK = "\x1enetops-pipeline:";

/** What evaluating a pipeline as code came to. */
export type ScriptResult =
  | {
    /** As the code made it, not checked. */
    readonly spec: unknown;
    /** Where each stage was named. */
    readonly places: readonly (readonly [number, CallPlace])[];
  }
  /** It exports none: what it exports, or of what kind that is. */
  | { readonly exports: readonly string[]; readonly kind?: string }
  | { readonly error: ScriptError };

/** Why the code could not be evaluated. */
export interface ScriptError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly fix?: string;
}
