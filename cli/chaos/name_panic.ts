import { type ErrorCode, NetopsError } from "@netops/core";
import { type CommandContext, homeOf, type LiveRun, requireRun } from "../command_context.ts";
import { readRunState } from "../home/run_state.ts";

/** Nobody answered. */
const SILENT: readonly ErrorCode[] = ["UNREACHABLE", "TIMED_OUT", "NO_INSTANCE"];

/**
 * The run whose faults are meant.
 *
 * @throws {NetopsError} NOT_RUNNING; where it died, with what undoes its faults from outside.
 */
export function requireFaultRun(context: CommandContext): LiveRun {
  const home = homeOf(context);
  if (home === undefined || readRunState(home, context.host.processes).kind !== "dead") {
    return requireRun(context);
  }
  const message = `The platform of ${home} died without saying goodbye`;
  throw new NetopsError("NOT_RUNNING", message, {
    fix: "netops chaos panic (undoes what faults left), then netops up or netops down",
  });
}

/** The error of a guardian that does not answer, with what undoes without it; others as they are. */
export function namePanic(thrown: unknown): unknown {
  if (!(thrown instanceof NetopsError)) return thrown;
  const { cause } = thrown;
  const error = cause instanceof NetopsError && cause.code === "TIMED_OUT" ? cause : thrown;
  const { code, message, details, fix } = error;
  if (!SILENT.includes(code)) return thrown;
  return new NetopsError(code, message, {
    ...{ details, cause: error.cause },
    fix: `netops chaos panic (undoes from outside what faults did)${
      fix === undefined ? "" : `; ${fix}`
    }`,
  });
}
