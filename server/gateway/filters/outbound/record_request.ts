import type { Clock } from "@netops/core";
import type { ClientMetrics } from "@netops/core/clients";
import type { AttemptsLog } from "../../attempts_log.ts";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";

/** Where requests are recorded. */
export interface RecordRequestOptions {
  readonly clock: Clock;
  readonly metrics: ClientMetrics;
  readonly attemptsLog: AttemptsLog;
}

/** Counts and times every request until its answer's head, and keeps its decisions. */
export function recordRequest(options: RecordRequestOptions): Filter {
  const { clock, metrics, attemptsLog } = options;
  const duration = metrics.histogram(
    "http_server_request_duration_seconds",
    "Time from a request to the head of its answer",
  );
  return {
    name: "record_request",
    phase: "outbound",
    order: 30,
    applies: () => true,
    run: (context, response) => {
      const status = response?.status ?? 0;
      // An unknown method or route is the client's choice and must not make series.
      const route = context.route?.key ?? "-";
      const method = context.target === undefined ? "-" : context.method;
      duration.observe((clock.monotonicMs() - context.startedAtMs) / 1000, {
        route,
        method,
        code: hasLeft(context, status) ? "cancelled" : String(status),
      });
      attemptsLog.add(context, { tsMs: clock.nowMs(), status });
      return undefined;
    },
  };
}

/** Whether nobody waits for this answer any more: that is no failure of ours or of an instance. */
function hasLeft(context: RequestContext, status: number): boolean {
  return status >= 500 && context.attempts.at(-1)?.code === "cancelled";
}
