import { NetopsError } from "@netops/core";
import type { Host } from "@netops/core/host";
import { readRunState } from "./home/run_state.ts";

/** Says what "does not answer" means here: it hangs, it is gone, or what was said before. */
export function explainUnreachable(
  error: NetopsError,
  home: string | undefined,
  host: Pick<Host, "processes">,
): NetopsError {
  // Without a cause it is not a call that failed, but what a command has to say itself.
  if (error.code !== "UNREACHABLE" || error.cause === undefined) return error;
  if (error.cause instanceof NetopsError && error.cause.code === "TIMED_OUT") return error.cause;
  if (home === undefined || readRunState(home, host.processes).kind === "alive") return error;
  return new NetopsError("NOT_RUNNING", `The platform of ${home} has just ended`, {
    fix: "netops up",
    cause: error,
  });
}
