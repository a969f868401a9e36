import type { DeployVerdict, ExecutionView } from "@netops/core/contracts";
import { isOver } from "./execution_facts.ts";

/** What a command wanted of an execution. */
export type DeployAim = "promote" | "rollback" | "abort";

const BY_VERDICT: Readonly<Record<DeployVerdict, number>> = {
  ...{ promoted: 0, "rolled-back": 5, refused: 6, inconclusive: 9 },
};
const FAILED = 1;
const ABORTED = 7;

/**
 * The exit code for how an execution ended.
 *
 * Who wanted it back is content when it is; who wanted it out is only when it is promoted. An end by hand is
 * 7, whatever had been seen until then.
 */
export function deployExitCode(
  view: Pick<ExecutionView, "status" | "verdict" | "isCancelAsked">,
  aim: DeployAim = "promote",
): number {
  const { status, verdict, isCancelAsked } = view;
  const wasAborted = isCancelAsked && status === "CANCELED";
  if (aim === "abort") return wasAborted || verdict === "rolled-back" ? 0 : FAILED;
  if (aim === "rollback") {
    return verdict === "rolled-back" ? 0 : verdict === "refused" ? BY_VERDICT.refused : FAILED;
  }
  if (wasAborted) return ABORTED;
  if (verdict !== undefined) return BY_VERDICT[verdict];
  return status === "SUCCEEDED" || !isOver(view) ? 0 : FAILED;
}
