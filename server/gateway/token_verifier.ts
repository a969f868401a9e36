import type { Principal } from "@netops/core";

/**
 * Verifies bearer tokens; undefined when a token is not valid.
 *
 * A token that was verified before is answered at once, without a promise.
 */
export interface TokenVerifier {
  verify(token: string): Principal | undefined | Promise<Principal | undefined>;
}
