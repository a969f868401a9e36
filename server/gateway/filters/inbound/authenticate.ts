import { NetopsError } from "@netops/core";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";
import type { TokenVerifier } from "../../token_verifier.ts";

const BEARER = /^Bearer ([\w\-.~+/]{1,4096}=*)$/i;

/** Lets only signed-in users through where the route says so. Source: RFC 6750. */
export function authenticate(options: { readonly verifier: TokenVerifier }): Filter {
  return {
    name: "authenticate",
    phase: "inbound",
    order: 70,
    // Calls between services come in by internal listeners and carry no user of their own.
    applies: (context) => context.route?.auth === "user" && context.listener.kind === "public",
    run: (context) => verify(context, options.verifier),
  };
}

async function verify(context: RequestContext, verifier: TokenVerifier): Promise<undefined> {
  const token = BEARER.exec(context.request.headers.get("authorization") ?? "")?.[1];
  context.principal = token === undefined ? undefined : await verifier.verify(token);
  if (context.principal !== undefined) return undefined;
  const reason = token === undefined ? "no bearer token was sent" : "the token is not valid";
  throw new NetopsError("UNAUTHENTICATED", `Cannot let the request through as ${reason}`, {
    details: { headers: { "www-authenticate": "Bearer" } },
  });
}
