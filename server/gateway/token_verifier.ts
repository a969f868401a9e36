import type { Principal } from "./request_context.ts";

/** Verifies bearer tokens; undefined when a token is not valid. */
export interface TokenVerifier {
  verify(token: string): Principal | undefined | Promise<Principal | undefined>;
}

/** The verifier until there is a user service: no token is valid. */
export const NO_TOKEN_IS_VALID: TokenVerifier = { verify: () => undefined };
