import type { Timer } from "@netops/core";
import type { Filter } from "../../filter.ts";
import { type BodyLimits, hasBody, takeRequestBody } from "../../request_body.ts";

/** Takes the request's body within its limits of size and time. */
export function readBody(options: BodyLimits & { readonly timer: Timer }): Filter {
  return {
    name: "read_body",
    phase: "inbound",
    order: 100,
    applies: (context) => hasBody(context.request.headers),
    run: async (context) => {
      context.body = await takeRequestBody(context.request, options);
      return undefined;
    },
  };
}
