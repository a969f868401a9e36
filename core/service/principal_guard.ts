import { NetopsError } from "../errors/netops_error.ts";
import { type Principal, PRINCIPAL_HEADER, type PrincipalSeal } from "../nouns/principal.ts";

/**
 * Reads who a request belongs to.
 *
 * @throws {NetopsError} UNAUTHENTICATED when the header is absent or was not sealed by this run.
 */
export function requirePrincipal(headers: Headers, seal: PrincipalSeal): Principal {
  const principal = seal.open(headers.get(PRINCIPAL_HEADER));
  if (principal !== undefined) return principal;
  throw new NetopsError("UNAUTHENTICATED", "Cannot answer as nobody is signed in", {
    fix: "sign in, and call through the gateway",
  });
}
