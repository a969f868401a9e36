import type { Clock, Rng } from "@netops/core";
import { DEADLINE_HEADER, earlierDeadline, parseDeadline } from "@netops/core/policies";
import type { Filter } from "../../filter.ts";
import { traceIdOf, traceParentOf } from "../../trace_parent.ts";

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const COHORT = /^[\w.:@-]{1,128}$/;

/** What identification draws from. */
export interface IdentifyOptions {
  readonly rng: Rng;
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
  const { rng, clock, firstByteTimeoutMs } = options;
  return {
    name: "identify",
    phase: "inbound",
    order: 20,
    applies: () => true,
    run: (context) => {
      const { headers } = context.request;
      context.traceParent = traceParentOf(headers.get("traceparent"), rng);
      const requestId = headers.get("x-request-id");
      context.requestId = requestId !== null && REQUEST_ID.test(requestId)
        ? requestId
        : traceIdOf(context.traceParent);
      const cohort = headers.get("x-netops-cohort");
      context.cohort = cohort !== null && COHORT.test(cohort) ? cohort : context.peer.hostname;
      const sentDeadline = parseDeadline(headers.get(DEADLINE_HEADER), clock);
      context.deadlineAtMs = earlierDeadline(sentDeadline, firstByteTimeoutMs, clock);
      return undefined;
    },
  };
}
