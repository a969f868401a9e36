/** What tests of verification share: keys, and tokens that are right or wrong in one way. */
import { accessTokenIssuer } from "@netops/core";
import type { AccessClaims, PublicSigningKey } from "@netops/core/contracts";
import { SignJWT } from "jose";

/** The run of the tests. */
export const RUN_ID = "run-1";
/** The wall time of the tests. */
export const NOW_MS = 1_700_000_000_000;

/** A signing key as user has it. */
export interface TestKey {
  readonly pair: CryptoKeyPair;
  readonly publicKey: PublicSigningKey;
}

/** Makes a key. */
export async function createKey(kid: string): Promise<TestKey> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const { x = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const publicKey: PublicSigningKey = {
    ...{ kty: "OKP", crv: "Ed25519", x, kid, alg: "EdDSA", use: "sig" },
  };
  return { pair, publicKey };
}

/** The claims of a token that is right now. */
export function claimsOf(change: Partial<AccessClaims> = {}): AccessClaims {
  return {
    iss: accessTokenIssuer(RUN_ID),
    aud: "netops",
    sub: "a1",
    country: "DE",
    iat: NOW_MS / 1000,
    exp: NOW_MS / 1000 + 600,
    jti: "t1",
    ...change,
  };
}

/** Signs claims as user does. */
export function tokenOf(
  key: TestKey,
  claims: Partial<AccessClaims> = claimsOf(),
  headerOptions: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { kid } = key.publicKey;
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid, ...headerOptions })
    .sign(key.pair.privateKey);
}

/** Text or a document as a part of a token. */
export function encodePart(part: unknown): string {
  const text = typeof part === "string" ? part : JSON.stringify(part);
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}
