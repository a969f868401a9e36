import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_TYPE,
  accessTokenIssuer,
} from "@netops/core";
import type { VerifiedToken } from "./verified_tokens.ts";

/** What a token is verified against. */
export interface VerifyOptions {
  readonly runId: string;
  /** Finds the key that a token names. */
  readonly findKey: (kid: string) => Promise<CryptoKey | undefined>;
  readonly nowMs: number;
}

/**
 * Verifies a token from scratch; undefined when anything about it is wrong.
 *
 * The algorithm is ours, never the token's: what says `none`, or signs by HMAC with a public key, is
 * refused before any key is looked at. `jose` is loaded at the first token.
 * Source: RFC 8725, 3.1; RFC 9068, 2.1.
 *
 * @throws {NetopsError} what `findKey` throws
 */
export async function verifyToken(
  token: string,
  { runId, findKey, nowMs }: VerifyOptions,
): Promise<VerifiedToken | undefined> {
  const { decodeProtectedHeader, errors, jwtVerify } = await import("jose");
  const header = attempt(() => decodeProtectedHeader(token));
  if (header?.alg !== ACCESS_TOKEN_ALGORITHM || typeof header.kid !== "string") return undefined;
  const key = await findKey(header.kid);
  if (key === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: accessTokenIssuer(runId),
      audience: ACCESS_TOKEN_AUDIENCE,
      typ: ACCESS_TOKEN_TYPE,
      requiredClaims: ["sub", "iat", "exp", "country"],
      currentDate: new Date(nowMs),
    });
    const { sub: account, country, iat, exp } = payload;
    if (!isWord(account) || !isWord(country)) return undefined;
    return { principal: { account, country }, issuedAtS: iat!, expiresAtMs: exp! * 1000 };
  } catch (thrown) {
    // A bad token is an expected outcome; anything else went wrong with us.
    if (thrown instanceof errors.JOSEError) return undefined;
    throw thrown;
  }
}

/** What can stand in a principal's seal: its fields are joined by dots. */
function isWord(value: unknown): value is string {
  return typeof value === "string" && /^\w{1,64}$/.test(value);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // Not a token at all.
    return undefined;
  }
}
