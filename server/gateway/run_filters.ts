import { NetopsError, problemResponse, toNetopsError } from "@netops/core";
import type { Filter, FilterPhase } from "./filter.ts";
import type { RequestContext } from "./request_context.ts";

/** Filters of each phase in their order. */
export interface FilterChain {
  readonly inbound: readonly Filter[];
  readonly endpoint: readonly Filter[];
  readonly outbound: readonly Filter[];
}

/** What happens to errors that are nobody's answer. */
export interface RunFiltersOptions {
  /** Told about what should not have happened: BUGs and outbound filters that throw. */
  readonly onBug: (error: NetopsError, context: RequestContext) => void;
}

/** Sorts filters into a chain. */
export function createFilterChain(filters: readonly Filter[]): FilterChain {
  const of = (phase: FilterPhase) =>
    filters.filter((filter) => filter.phase === phase).sort((a, b) => a.order - b.order);
  return { inbound: of("inbound"), endpoint: of("endpoint"), outbound: of("outbound") };
}

/** Takes a request through the phases; always answers. */
export async function runFilters(
  chain: FilterChain,
  context: RequestContext,
  options: RunFiltersOptions,
): Promise<Response> {
  let response: Response;
  try {
    response = await answerOf(chain, context);
  } catch (thrown) {
    response = errorResponse(toNetopsError(thrown), context, options);
  }
  for (const filter of chain.outbound) {
    if (!filter.applies(context)) continue;
    try {
      const result = filter.run(context, response);
      response = (result instanceof Promise ? await result : result) ?? response;
    } catch (thrown) {
      options.onBug(toNetopsError(thrown), context);
    }
  }
  return response;
}

async function answerOf(chain: FilterChain, context: RequestContext): Promise<Response> {
  for (const filters of [chain.inbound, chain.endpoint]) {
    for (const filter of filters) {
      if (!filter.applies(context)) continue;
      const result = filter.run(context);
      // Most filters are synchronous: awaiting each would cost a turn of the event loop.
      const response = result instanceof Promise ? await result : result;
      if (response !== undefined) return response;
    }
  }
  throw new NetopsError("BUG", "Cannot answer as no endpoint applies");
}

function errorResponse(
  error: NetopsError,
  context: RequestContext,
  options: RunFiltersOptions,
): Response {
  context.errorCode = error.code;
  if (error.code !== "BUG") return problemResponse(error);
  options.onBug(error, context);
  // What went wrong inside is for the log, not for a client.
  return problemResponse(
    new NetopsError("BUG", "Cannot answer as the gateway itself went wrong", {
      fix: "netops logs gateway",
    }),
  );
}
