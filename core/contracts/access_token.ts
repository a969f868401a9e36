/**
 * What user signs and gateways verify. Types only: `jose` does the rest, and zod stays off the start.
 */

/** The claims of an access token; times in seconds since 1970. Source: RFC 7519. */
export interface AccessClaims {
  readonly iss: string;
  readonly aud: string;
  /** The account. */
  readonly sub: string;
  /** ISO 3166-1 alpha-2, as given at sign-up. */
  readonly country: string;
  readonly iat: number;
  readonly exp: number;
  /** Tells two tokens of one second apart. */
  readonly jti: string;
}

/** The public half of a signing key. Source: RFC 8037. */
export interface PublicSigningKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly kid: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
}

/** `GET /keys` at user: the keys that are valid now. Source: RFC 7517. */
export interface SigningKeySet {
  readonly keys: readonly PublicSigningKey[];
}

/** `GET /internal/revocations` at user: the revocations that a living token may have met. */
export interface RevocationList {
  readonly revocations: readonly Revocation[];
}

/** Tokens of an account that were issued before this second are void. */
export interface Revocation {
  readonly account: string;
  readonly notBeforeS: number;
}
