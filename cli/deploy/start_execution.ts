import { type ErrorCode, NetopsError, type Timer } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import type { ConductorApi, ExecutionDraft } from "./conductor_api.ts";

const TRIES = 4;
const RETRY_MS = 500;
/** Nobody knows whether it was started. */
const UNKNOWN: readonly ErrorCode[] = ["UNREACHABLE", "TIMED_OUT", "NO_INSTANCE"];

/**
 * Starts an execution once, also when the conductor is replaced meanwhile: the key makes asking again safe.
 *
 * @throws {NetopsError} REFUSED when another one of the app runs, or what the conductor says
 */
export async function startExecution(
  draft: ExecutionDraft & { readonly key: string },
  { api, timer, signal }: {
    readonly api: Pick<ConductorApi, "start">;
    readonly timer: Timer;
    readonly signal: AbortSignal;
  },
): Promise<ExecutionView> {
  for (let tries = 1;; tries++) {
    try {
      return await api.start(draft);
    } catch (thrown) {
      const isKnown = !(thrown instanceof NetopsError) || !UNKNOWN.includes(thrown.code);
      if (isKnown || tries === TRIES || signal.aborted) throw thrown;
      // After a signal one last answer is wanted: what was started must be ended.
      await timer.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
}
