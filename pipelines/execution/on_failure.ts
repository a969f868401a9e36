import type { ExecutionStatus } from "./execution_status.ts";

/**
 * What becomes of an execution when one of its stages fails.
 *
 * - `halt`: it ends at once, and other branches are cancelled
 * - `haltBranch`: nothing that needs the stage starts; the others decide
 * - `haltBranchThenFail`: the same, and when the others are done it has failed
 * - `ignore`: what needs the stage starts all the same
 */
export type OnFailure = "halt" | "haltBranch" | "haltBranchThenFail" | "ignore";

/** The status of a stage that failed. Source: Spinnaker Orca, `failureStatus`, with one name for three flags. */
export function failureStatus(onFailure: OnFailure): ExecutionStatus {
  if (onFailure === "halt") return "TERMINAL";
  return onFailure === "ignore" ? "FAILED_CONTINUE" : "STOPPED";
}
