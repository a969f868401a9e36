import { equalInConstantTime } from "./equal_in_constant_time.ts";
import type { Instance } from "./instance.ts";
import { hmacSha256 } from "./sha256.ts";

/** What a signature speaks for: who may be sent requests, for what, and where. */
export type SignedFields = Pick<Instance, "id" | "app" | "serverGroup" | "host" | "port">;

/** An instance as the registry tells it, with or without a signature in its metadata. */
export interface SignedInstance extends SignedFields {
  readonly metadata: Readonly<Record<string, string>>;
}

const KEY_LABEL = "netops.instance.signature";
const encoder = new TextEncoder();

/**
 * Signs an instance for the registry, which anybody on this machine may write to: HMAC-SHA256 in hex
 * over id, app, server group, host and port, under a key that is derived from the run's token.
 *
 * It is no secret: who copies it names the same instance at the same address.
 */
export function signInstance(runToken: string, instance: SignedFields): string {
  return signatureUnder(keyOf(runToken), instance);
}

/**
 * Tells whether an instance was signed with the token of this run; each object is judged once.
 *
 * Discovery keeps one object for one state of an instance, so requests cost a look-up at most.
 */
export function createSignatureCheck(runToken: string): (instance: SignedInstance) => boolean {
  const key = keyOf(runToken);
  const judged = new WeakMap<SignedInstance, boolean>();
  return (instance) => {
    const known = judged.get(instance);
    if (known !== undefined) return known;
    const given = instance.metadata["signature"] ?? "";
    const isOurs = equalInConstantTime(given, signatureUnder(key, instance));
    judged.set(instance, isOurs);
    return isOurs;
  };
}

function keyOf(runToken: string): Uint8Array {
  return hmacSha256(encoder.encode(runToken), encoder.encode(KEY_LABEL));
}

function signatureUnder(key: Uint8Array, instance: SignedFields): string {
  const { id, app, serverGroup, host, port } = instance;
  // JSON keeps the fields apart. The registry writes names of apps in capitals.
  const claim = JSON.stringify([id, app.toLowerCase(), serverGroup, host, port]);
  const digest = hmacSha256(key, encoder.encode(claim));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
