import { NetopsError } from "@netops/core";
import type { Filter } from "../../filter.ts";
import { hasBody } from "../../request_body.ts";

const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);
const ALLOW = [...METHODS].join(", ");

/** Refuses methods that no route has: CONNECT, TRACE and whatever is not in the list. */
export function checkMethod(): Filter {
  return {
    name: "check_method",
    phase: "inbound",
    order: 30,
    applies: () => true,
    run: (context) => {
      const { method } = context;
      const { headers } = context.request;
      if (!METHODS.has(method)) {
        throw new NetopsError("METHOD_NOT_ALLOWED", "Cannot take a request of this method", {
          details: { headers: { allow: ALLOW } },
        });
      }
      if ((method === "GET" || method === "HEAD") && hasBody(headers)) {
        throw new NetopsError(
          "REQUEST_INVALID",
          `Cannot take a ${method} with a body as it has no meaning there`,
        );
      }
      return undefined;
    },
  };
}
