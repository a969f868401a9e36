import { NetopsError } from "@netops/core";
import { DEADLINE_HEADER } from "@netops/core/policies";
import type { Filter } from "../../filter.ts";
import { forwardableRequestHeaders } from "../../forwardable_headers.ts";
import type { RequestContext } from "../../request_context.ts";

/** Makes the headers that go to the instance: what ends at this hop is left out, ours are said anew. */
export function readHeaders(options: { readonly maxHeaderBytes: number }): Filter {
  return {
    name: "read_headers",
    phase: "inbound",
    order: 90,
    applies: () => true,
    run: (context) => {
      const { headers, sizeBytes } = forwardableRequestHeaders(context.request.headers);
      if (sizeBytes > options.maxHeaderBytes) {
        throw new NetopsError(
          "HEAD_TOO_LARGE",
          `Cannot take the header as it is over ${options.maxHeaderBytes} bytes`,
        );
      }
      addOurs(headers, context);
      context.headers = headers;
      return undefined;
    },
  };
}

function addOurs(headers: Record<string, string>, context: RequestContext): void {
  const { listener } = context;
  headers["x-forwarded-for"] = context.peer.hostname;
  headers["x-forwarded-host"] = context.request.headers.get("host") ?? "";
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-port"] = String(listener.port);
  if (listener.kind === "public") headers["x-forwarded-prefix"] = `/${context.route!.key}`;
  headers["x-request-id"] = context.requestId;
  headers["traceparent"] = context.traceParent;
  headers["x-netops-cohort"] = context.cohort;
  headers[DEADLINE_HEADER] = String(Math.floor(context.deadlineAtMs));
}
