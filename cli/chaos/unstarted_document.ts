import type { NetopsError } from "@netops/core";
import { errorDocument } from "../print/printer.ts";
import type { StopControl } from "../stop_control.ts";

/** Errors after which a run may have begun: nobody can say that nothing is left. */
const MAYBE_BEGUN = ["UPSTREAM_FAILED", "UNREACHABLE", "TIMED_OUT", "BUG"];

/** What is known of a run. */
export interface UnstartedOptions {
  readonly stop: Pick<StopControl, "name" | "exitCode">;
  readonly isCompat: boolean;
  /** The id of the run if it got as far as having one. */
  readonly id: string;
  /** Whether all its faults are known to be gone. */
  readonly isUndone?: boolean;
}

/** The document of a run that never came to a verdict of its own: refused, invalid, or cut off. */
export function unstartedDocument(
  error: NetopsError,
  { stop, isCompat, id, isUndone = false }: UnstartedOptions,
): Readonly<Record<string, unknown>> {
  const isRefused = error.code === "REFUSED";
  const verdict = stop.name !== undefined ? "interrupted" : isRefused ? "refused" : "failed";
  return {
    ...{ schema: "netops.experiment/v1", id, deviated: false, verdict },
    status: { interrupted: "interrupted", refused: "aborted", failed: "failed" }[verdict],
    reason: error.message,
    undone: isUndone || error.details["begun"] === false || !MAYBE_BEGUN.includes(error.code),
    exitCode: isCompat ? 1 : stop.exitCode ?? error.exitCode,
    ...errorDocument(error) as object,
  };
}
