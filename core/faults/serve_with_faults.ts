import type { HttpHandler } from "../ports/http.ts";
import type { Timer } from "../ports/timer.ts";
import type { FaultBook } from "./fault_book.ts";
import { type AccountOf, HttpRequestFacts } from "./request_facts.ts";
import { planRequest, type RequestPlan } from "./request_plan.ts";

/** What requests are served with. */
export interface ServeWithFaultsOptions {
  readonly book: FaultBook;
  readonly timer: Timer;
  /** Tells whose a request is; nobody's when left out. */
  readonly accountOf?: AccountOf;
  /** Requests that no fault may touch: liveness, metrics, and what ends faults. */
  readonly goesAround?: (request: Request) => boolean;
  /** Told which faults touched a request, when the head of its answer is known. */
  readonly onTouched?: (request: Request, ids: readonly string[]) => void;
}

/**
 * Wraps a handler in what the faults of a book do to requests; without any it costs one comparison.
 *
 * Delays, aborts and bodies: see {@linkcode RequestPlan}.
 */
export function serveWithFaults(
  handler: HttpHandler,
  options: ServeWithFaultsOptions,
): HttpHandler {
  const { book, accountOf, goesAround } = options;
  return (request, peer) => {
    if (book.requestFaults.length === 0) return handler(request, peer);
    if (goesAround?.(request) === true) return handler(request, peer);
    const plan = planRequest(new HttpRequestFacts(request, accountOf), options);
    if (plan === undefined) return handler(request, peer);
    return carryOut(plan, { request, options, serve: () => handler(request, peer) });
  };
}

async function carryOut(
  plan: RequestPlan,
  parts: {
    readonly request: Request;
    readonly options: ServeWithFaultsOptions;
    readonly serve: () => Response | Promise<Response>;
  },
): Promise<Response> {
  const { request, options, serve } = parts;
  try {
    const answer = await plan.before(request.signal) ?? await serve();
    return plan.after(answer);
  } finally {
    options.onTouched?.(request, plan.givenIds);
  }
}
