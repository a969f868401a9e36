import type { Clock } from "@netops/core";
import type { ClientMetrics } from "@netops/core/clients";
import { FAULT_ATTRIBUTE } from "@netops/core/faults";
import type { AttemptsLog } from "../../attempts_log.ts";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";

/** Where requests are recorded. */
export interface RecordRequestOptions {
  readonly clock: Clock;
  readonly metrics: ClientMetrics;
  readonly attemptsLog: AttemptsLog;
}

/** Characters of a path that a span keeps. */
const MOST_PATH = 200;

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
      const code = hasLeft(context, status) ? "cancelled" : String(status);
      const durationS = (clock.monotonicMs() - context.startedAtMs) / 1000;
      duration.observe(durationS, { route, method, code }, traceIdOf(context));
      endSpan(context, { route, code });
      attemptsLog.add(context, { tsMs: clock.nowMs(), status });
      return undefined;
    },
  };
}

/** Whether nobody waits for this answer any more: that is no failure of ours or of an instance. */
function hasLeft(context: RequestContext, status: number): boolean {
  if (status < 500) return false;
  const isOurs = context.errorCode !== undefined;
  return context.attempts.at(-1)?.code === "cancelled" ||
    (isOurs && context.request.signal.aborted);
}

function traceIdOf({ span }: RequestContext): string | undefined {
  return span?.context.isSampled ? span.context.traceId : undefined;
}

function endSpan(
  context: RequestContext,
  { route, code }: { readonly route: string; readonly code: string },
): void {
  const fault = touchedBy(context);
  context.span?.end({
    isTouched: fault !== "",
    status: code.startsWith("5") ? "error" : "ok",
    attributes: () => ({ ...attributesOf(context, { route, code }), ...withFault(fault) }),
  });
}

/** Source: OpenTelemetry, semantic conventions of HTTP server spans. */
function attributesOf(
  { method, target, fallbackApp, errorCode, attempts }: RequestContext,
  { route, code }: { readonly route: string; readonly code: string },
): Record<string, string | number> {
  const status = Number(code);
  const error = errorCode ?? (code === "cancelled" ? code : undefined);
  return {
    "http.request.method": method.slice(0, 20),
    ...(status > 0 ? { "http.response.status_code": status } : {}),
    ...(route === "-" ? {} : { "http.route": `/${route}` }),
    ...(target === undefined ? {} : { "url.path": target.path.slice(0, MOST_PATH) }),
    ...(attempts.length > 1 ? { attempts: attempts.length } : {}),
    ...(fallbackApp === undefined ? {} : { "netops.fallback": fallbackApp }),
    ...(error === undefined ? {} : { "error.type": error }),
  };
}

function withFault(fault: string): Record<string, string> {
  return fault === "" ? {} : { [FAULT_ATTRIBUTE]: fault };
}

/** The ids of the faults that this gateway gave it. */
function touchedBy({ faultPlan, carriedFaults }: RequestContext): string {
  if (faultPlan === undefined && carriedFaults === undefined) return "";
  return [...faultPlan?.givenIds ?? [], ...carriedFaults?.givenIds ?? []].join(",");
}
