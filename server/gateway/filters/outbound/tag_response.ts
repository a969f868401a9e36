import type { Rng } from "@netops/core";
import type { Filter } from "../../filter.ts";

/** Puts the request id on every answer, so that it can be found in logs and records. */
export function tagResponse(options: { readonly rng: Rng }): Filter {
  return {
    name: "tag_response",
    phase: "outbound",
    order: 20,
    // The answer to an accepted WebSocket belongs to the host and must stay as it is.
    applies: () => true,
    run: (context, response) => {
      if (context.requestId === "") context.requestId = options.rng.hex(8);
      if (response !== undefined && response.status !== 101) {
        response.headers.set("x-request-id", context.requestId);
      }
      return undefined;
    },
  };
}
