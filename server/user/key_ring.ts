import type { PublicSigningKey } from "@netops/core/contracts";

/** A key that signs access tokens, as it is stored. */
export interface SigningKey {
  readonly kid: string;
  readonly createdAtMs: number;
  /** Public half. Source: RFC 8037. */
  readonly x: string;
  /** Private half: leaves the database of user for the memory of user only. */
  readonly d: string;
}

/** The keys that are valid, oldest first: two, once they were made. */
export interface KeyRing {
  readonly keys: readonly SigningKey[];
}

/** When keys come and go. */
export interface KeyRules {
  /** A new key is made when the newest one is this old; lead + token life or more. */
  readonly periodMs: number;
  /** A key is published for this long before it signs, so that everybody knows it by then. */
  readonly leadMs: number;
}

/** The most keys that are valid at once. */
export const MOST_KEYS = 2;

/** Whether a key should be made now. */
export function isKeyDue(ring: KeyRing, nowMs: number, rules: KeyRules): boolean {
  const newest = ring.keys.at(-1);
  return newest === undefined || ring.keys.length < MOST_KEYS ||
    nowMs - newest.createdAtMs >= rules.periodMs;
}

/**
 * Adds a key; the oldest one goes when it is the third.
 *
 * That one signed nothing since the next one's lead was over, so all its tokens have ended:
 * created + lead + token life ≤ created + period.
 */
export function addKey(ring: KeyRing, key: SigningKey): KeyRing {
  return { keys: [...ring.keys, key].slice(-MOST_KEYS) };
}

/**
 * The key that signs now: the newest one that was published for long enough, else the oldest.
 *
 * It depends on the ring and the time only, so that all instances sign with the same one.
 */
export function signerOf(ring: KeyRing, nowMs: number, rules: KeyRules): SigningKey | undefined {
  return ring.keys.findLast((key) => nowMs - key.createdAtMs >= rules.leadMs) ?? ring.keys[0];
}

/** The public half of a key. */
export function publicKeyOf({ kid, x }: SigningKey): PublicSigningKey {
  return { kty: "OKP", crv: "Ed25519", x, kid, alg: "EdDSA", use: "sig" };
}
