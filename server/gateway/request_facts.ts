import type { RequestFacts } from "@netops/core/faults";
import type { RequestContext } from "./request_context.ts";

/** What faults ask of a request, once it is known whose it is. */
export function factsOf(context: RequestContext): RequestFacts {
  return {
    method: context.method,
    path: context.target!.path,
    account: context.principal?.account,
    header: (name) => context.request.headers.get(name),
  };
}
