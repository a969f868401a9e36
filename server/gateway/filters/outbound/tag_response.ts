import { type Rng, SERVED_BY_HEADER } from "@netops/core";
import type { Filter } from "../../filter.ts";

/**
 * Puts the request id on every answer, so that it can be found in logs and records, and on that to a probe which server
 * group answered, if it is not an answer of ours.
 */
export function tagResponse(options: { readonly rng: Rng }): Filter {
  return {
    name: "tag_response",
    phase: "outbound",
    order: 20,
    // The answer to an accepted WebSocket belongs to the host and must stay as it is.
    applies: () => true,
    run: (context, response) => {
      if (context.requestId === "") context.requestId = options.rng.hex(8);
      if (response === undefined || response.status === 101) return undefined;
      const { headers } = response;
      headers.set("x-request-id", context.requestId);
      if (!context.isProbe) return undefined;
      if (context.servedBy === undefined) headers.delete(SERVED_BY_HEADER);
      else headers.set(SERVED_BY_HEADER, context.servedBy);
      return undefined;
    },
  };
}
