/** The only algorithm that is taken: a gateway can verify and not mint. Source: RFC 8037. */
export const ACCESS_TOKEN_ALGORITHM = "EdDSA";

/** For whom access tokens are made. */
export const ACCESS_TOKEN_AUDIENCE = "netops";

/** Tells access tokens from other tokens that may be signed with the same key. Source: RFC 9068, 2.1. */
export const ACCESS_TOKEN_TYPE = "at+jwt";

/** Who makes the access tokens of one run. */
export function accessTokenIssuer(runId: string): string {
  return `netops/${runId}`;
}
