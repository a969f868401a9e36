import { NetopsError, PRINCIPAL_HEADER, type PrincipalSeal } from "@netops/core";
import { FAULT_CONTEXT_HEADER } from "@netops/core/faults";
import { DEADLINE_HEADER } from "@netops/core/policies";
import type { Filter } from "../../filter.ts";
import { forwardableRequestHeaders } from "../../forwardable_headers.ts";
import type { RequestContext } from "../../request_context.ts";

/** Tells a service of the user which account is signed in. */
const ACCOUNT_HEADER = "x-netops-account";

/** What the headers are made with. */
export interface ReadHeadersOptions {
  readonly maxHeaderBytes: number;
  /** Tells apps of ours who is signed in. */
  readonly seal: PrincipalSeal;
  /** Told about each request that came with a fault context from outside. */
  readonly onForeignFaults: () => void;
}

/** Makes the headers that go to the instance: what ends at this hop is left out, ours are said anew. */
export function readHeaders(options: ReadHeadersOptions): Filter {
  return {
    name: "read_headers",
    phase: "inbound",
    order: 90,
    applies: () => true,
    run: (context) => {
      const { headers, sizeBytes, hasFaultContext } = forwardableRequestHeaders(
        context.request.headers,
      );
      if (hasFaultContext && context.listener.kind === "public") options.onForeignFaults();
      if (sizeBytes > options.maxHeaderBytes) {
        throw new NetopsError(
          "HEAD_TOO_LARGE",
          `Cannot take the header as it is over ${options.maxHeaderBytes} bytes`,
        );
      }
      addOurs(headers, context);
      addPrincipal(headers, context, options.seal);
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
  const carried = context.carriedFaults?.value;
  if (carried !== undefined) headers[FAULT_CONTEXT_HEADER] = carried;
  headers[DEADLINE_HEADER] = String(Math.floor(context.deadlineAtMs));
}

function addPrincipal(
  headers: Record<string, string>,
  { principal, route }: RequestContext,
  seal: PrincipalSeal,
): void {
  if (principal === undefined) return;
  // The token was for us: no instance gets one that it could use in its user's name.
  delete headers["authorization"];
  if (route?.principal === "plain") headers[ACCOUNT_HEADER] = principal.account;
  else headers[PRINCIPAL_HEADER] = seal.seal(principal);
}
