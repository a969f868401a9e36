import { ACCESS_TOKEN_AUDIENCE, accessTokenIssuer } from "@netops/core";
import type { AccessClaims } from "@netops/core/contracts";
import { type Account, issuedAtS } from "./account.ts";

/** What the claims of a token depend on besides the account. */
export interface ClaimsOptions {
  readonly runId: string;
  readonly nowMs: number;
  readonly lifeS: number;
  /** Random: no two tokens share it. */
  readonly tokenId: string;
}

/** The claims of an access token: iat is the later of now and the last revocation, exp = iat + life. */
export function accessClaims(account: Account, options: ClaimsOptions): AccessClaims {
  const iat = issuedAtS(account, options.nowMs);
  return {
    iss: accessTokenIssuer(options.runId),
    aud: ACCESS_TOKEN_AUDIENCE,
    sub: account.id,
    country: account.country,
    iat,
    exp: iat + options.lifeS,
    jti: options.tokenId,
  };
}
