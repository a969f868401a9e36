import { ERROR_CODES } from "../errors/codes.ts";
import { toNetopsError } from "../errors/netops_error.ts";
import { FAULT_ATTRIBUTE } from "../faults/touched_requests.ts";
import { readTraceParent } from "../nouns/trace_context.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { ActiveSpan, Tracer, TraceScope } from "../ports/tracer.ts";
import type { Histogram, MetricRegistry, SeriesHistogram } from "./metric_registry.ts";

/** What requests are observed with. */
export interface ObserveOptions {
  readonly app: string;
  readonly clock: Clock;
  readonly metrics: MetricRegistry;
  readonly tracer: Tracer;
  readonly scope: TraceScope;
  /** The faults that touched a request, as one text; undefined when none did. */
  readonly touchedBy?: (request: Request) => string | undefined;
}

/**
 * Counts and times requests until the head of their answer, and makes each a span of its trace.
 *
 * A request without a trace gets none: whoever stands at the edge decides. What the handler awaits runs in
 * the span's scope, so that calls, log lines and events carry the trace without being told.
 */
export function observeRequests(handler: HttpHandler, options: ObserveOptions): HttpHandler {
  const { clock, metrics, scope, touchedBy } = options;
  const duration = metrics.histogram(
    "http_server_request_duration_seconds",
    "Time from a request to the head of its answer",
  );
  const seriesOf = seriesByStatus(duration);
  const end = ({ request, beganAtMs, span }: BegunRequest, status: number) => {
    const endedAtMs = clock.monotonicMs();
    const traceId = span?.context.isSampled ? span.context.traceId : undefined;
    seriesOf(request.method, status).observe((endedAtMs - beganAtMs) / 1_000, traceId);
    if (span === undefined) return;
    const fault = touchedBy?.(request);
    span.end({
      status: status >= 500 ? "error" : "ok",
      attributes: () => attributesOf(request, status, fault),
      isTouched: fault !== undefined,
      endedAtMs,
    });
  };
  const fail = (begun: BegunRequest, thrown: unknown): never => {
    end(begun, ERROR_CODES[toNetopsError(thrown).code].httpStatus);
    throw thrown;
  };
  return (request, peer) => {
    const beganAtMs = clock.monotonicMs();
    const span = beginSpan(request, beganAtMs, options);
    const begun: BegunRequest = { request, beganAtMs, span };
    try {
      const answer = span === undefined
        ? handler(request, peer)
        : scope.run(span.context, () => handler(request, peer));
      // An answer that is there already needs no turn of the event loop.
      if (answer instanceof Response) {
        end(begun, answer.status);
        return answer;
      }
      return answer.then((response) => {
        end(begun, response.status);
        return response;
      }, (thrown) => fail(begun, thrown));
    } catch (thrown) {
      return fail(begun, thrown);
    }
  };
}

interface BegunRequest {
  readonly request: Request;
  /** Monotonic. */
  readonly beganAtMs: number;
  readonly span: ActiveSpan | undefined;
}

/** An unknown method is the client's choice and must not make series. */
const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);
const MOST_PATH = 200;

/** Keeps the series of each status and method: to look them up takes longer than to count. */
function seriesByStatus(
  duration: Histogram,
): (method: string, status: number) => SeriesHistogram {
  const byStatus = new Map<number, Map<string, SeriesHistogram>>();
  return (asked, status) => {
    let byMethod = byStatus.get(status);
    if (byMethod === undefined) byStatus.set(status, byMethod = new Map());
    const known = byMethod.get(asked);
    if (known !== undefined) return known;
    const method = METHODS.has(asked) ? asked : "-";
    const series = duration.series({ method, code: String(status) });
    if (method === asked) byMethod.set(method, series);
    return series;
  };
}

function beginSpan(
  request: Request,
  beganAtMs: number,
  { app, tracer }: ObserveOptions,
): ActiveSpan | undefined {
  const parent = readTraceParent(request.headers.get("traceparent"));
  if (parent === undefined) return undefined;
  return tracer.begin({ name: `${request.method} ${app}`, kind: "server", parent, beganAtMs });
}

function attributesOf(
  request: Request,
  status: number,
  fault: string | undefined,
): Readonly<Record<string, string | number>> {
  return {
    "http.request.method": request.method,
    "http.response.status_code": status,
    "url.path": new URL(request.url).pathname.slice(0, MOST_PATH),
    ...(fault === undefined ? {} : { [FAULT_ATTRIBUTE]: fault }),
  };
}
