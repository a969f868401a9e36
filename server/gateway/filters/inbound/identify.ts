import { type Clock, formatTraceParent, readTraceParent, type Tracer } from "@netops/core";
import { DEADLINE_HEADER, earlierDeadline, parseDeadline } from "@netops/core/policies";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const COHORT = /^[\w.:@-]{1,128}$/;

/** What identification draws from. */
export interface IdentifyOptions {
  readonly tracer: Tracer;
  readonly clock: Clock;
  /** The longest time until the first byte of an answer, in ms. */
  readonly firstByteTimeoutMs: number;
}

/**
 * Gives a request its trace, id, cohort and deadline; what a client sent is kept when it is valid.
 *
 * A request without an id gets the id of its trace, so that one string finds both.
 */
export function identify(options: IdentifyOptions): Filter {
  const { tracer, clock, firstByteTimeoutMs } = options;
  return {
    name: "identify",
    phase: "inbound",
    order: 20,
    applies: () => true,
    run: (context) => {
      const { headers } = context.request;
      const parent = readTraceParent(headers.get("traceparent"));
      context.span = tracer.begin({ name: spanName(context), kind: "server", parent });
      context.traceParent = formatTraceParent(context.span.context);
      const requestId = headers.get("x-request-id");
      context.requestId = requestId !== null && REQUEST_ID.test(requestId)
        ? requestId
        : context.span.context.traceId;
      const cohort = headers.get("x-netops-cohort");
      context.isCohortSent = cohort !== null && COHORT.test(cohort);
      context.cohort = context.isCohortSent ? cohort! : context.peer.hostname;
      const sentDeadline = parseDeadline(headers.get(DEADLINE_HEADER), clock);
      context.deadlineAtMs = earlierDeadline(sentDeadline, firstByteTimeoutMs, clock);
      return undefined;
    },
  };
}

/** The method and the app's name; the rest of the path would make too many names. */
function spanName({ method, request }: RequestContext): string {
  const path = request.url.indexOf("/", 8);
  const first = path < 0 ? "" : /^\/[^/?#]*/.exec(request.url.slice(path, path + 64))?.[0] ?? "";
  return `${method.slice(0, 10)} ${first}`;
}
