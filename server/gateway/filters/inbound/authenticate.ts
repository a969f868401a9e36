import { NetopsError, type Principal } from "@netops/core";
import type { Filter } from "../../filter.ts";
import type { RequestContext } from "../../request_context.ts";
import { splitKey } from "../../target.ts";
import type { TokenVerifier } from "../../token_verifier.ts";

const BEARER = /^Bearer ([\w\-.~+/]{1,4096}=*)$/i;

/**
 * Lets only signed-in users through where the route says so, except to its open paths.
 *
 * An open path is compared byte for byte after normalisation, so that nothing else passes for one.
 * Source: RFC 6750.
 */
export function authenticate(options: { readonly verifier: TokenVerifier }): Filter {
  const { verifier } = options;
  return {
    name: "authenticate",
    phase: "inbound",
    order: 70,
    // Calls between services come in by internal listeners and carry no user of their own.
    applies: (context) =>
      context.route?.auth === "user" && context.listener.kind === "public" && !isOpen(context),
    run: (context) => {
      const token = BEARER.exec(context.request.headers.get("authorization") ?? "")?.[1];
      if (token === undefined) throw refusal("no bearer token was sent");
      const principal = verifier.verify(token);
      // A token that is known is answered at once: awaiting it would cost a turn of the event loop.
      if (!(principal instanceof Promise)) return accept(context, principal);
      return principal.then((verified) => accept(context, verified));
    },
  };
}

function isOpen({ route, target }: RequestContext): boolean {
  const openPaths = route?.openPaths;
  if (openPaths === undefined || openPaths.length === 0) return false;
  return openPaths.includes(splitKey(target!.path).rest);
}

function accept(context: RequestContext, principal: Principal | undefined): undefined {
  if (principal === undefined) throw refusal("the token is not valid");
  context.principal = principal;
  // Who is signed in keeps to one cohort whatever address they come from.
  if (!context.isCohortSent) context.cohort = principal.account;
}

function refusal(reason: string): NetopsError {
  return new NetopsError("UNAUTHENTICATED", `Cannot let the request through as ${reason}`, {
    details: { headers: { "www-authenticate": "Bearer" } },
  });
}
