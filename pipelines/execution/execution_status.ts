import type { ExecutionStatus } from "@netops/core/contracts";

export type { ExecutionStatus };

const COMPLETE: ReadonlySet<ExecutionStatus> = new Set([
  "SUCCEEDED",
  "SKIPPED",
  "FAILED_CONTINUE",
  "TERMINAL",
  "CANCELED",
  "STOPPED",
]);
const HALTING: ReadonlySet<ExecutionStatus> = new Set(["TERMINAL", "CANCELED", "STOPPED"]);

/** Whether nothing more will happen to it. */
export function isComplete(status: ExecutionStatus): boolean {
  return COMPLETE.has(status);
}

/** Whether what needs it never starts. */
export function isHalting(status: ExecutionStatus): boolean {
  return HALTING.has(status);
}

/** Whether what needs it may start: it succeeded, was skipped, or its failure is to be ignored. */
export function letsOn(status: ExecutionStatus): boolean {
  return isComplete(status) && !isHalting(status);
}
