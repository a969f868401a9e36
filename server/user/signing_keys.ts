import { type Clock, NetopsError } from "@netops/core";
import type { SigningKeySet } from "@netops/core/contracts";
import {
  addKey,
  isKeyDue,
  type KeyRing,
  type KeyRules,
  publicKeyOf,
  signerOf,
  type SigningKey,
} from "./key_ring.ts";

/** What the keys are kept with. */
export interface SigningKeysOptions {
  readonly kv: Deno.Kv;
  /** Keys belong to one run: those of another are neither published nor used. */
  readonly runId: string;
  readonly rules: KeyRules;
  readonly clock: Clock;
  readonly randomHex: (bytes: number) => string;
}

/** How long a ring is believed before it is read again; less than any lead, so that nobody signs late. */
const FRESH_MS = 5_000;

/** A ring nobody used for this long is forgotten by the database: all its tokens have ended. */
const FORGET_AFTER_MS = 7 * 86_400_000;

const TRIES = 5;

/**
 * The signing keys of this run: made by whoever needs one first, shared by all instances through the
 * database, rotated by whoever sees that it is time.
 */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #ring: KeyRing = { keys: [] };
  #readAtMs = -Infinity;
  #reading: Promise<KeyRing> | undefined;

  /** Reads nothing yet: keys are made at the first sign-in. */
  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** The key that signs now. */
  async signer(): Promise<SigningKey> {
    const { clock, rules } = this.#options;
    const key = signerOf(await this.#current(), clock.nowMs(), rules);
    if (key === undefined) throw new NetopsError("BUG", "Cannot sign as there is no key");
    return key;
  }

  /** What gateways verify with. */
  async publicKeys(): Promise<SigningKeySet> {
    const { keys } = await this.#current();
    return { keys: keys.map(publicKeyOf) };
  }

  async #current(): Promise<KeyRing> {
    if (this.#options.clock.monotonicMs() - this.#readAtMs < FRESH_MS) return this.#ring;
    this.#reading ??= this.#read().finally(() => this.#reading = undefined);
    return await this.#reading;
  }

  async #read(): Promise<KeyRing> {
    const { kv, runId, clock, rules } = this.#options;
    const readAtMs = clock.monotonicMs();
    const key = ["keys", runId];
    for (let tries = 0; tries < TRIES; tries++) {
      const entry = await kv.get<KeyRing>(key);
      let ring: KeyRing = entry.value ?? { keys: [] };
      let isChanged = false;
      while (isKeyDue(ring, clock.nowMs(), rules)) {
        ring = addKey(ring, await this.#makeKey());
        isChanged = true;
      }
      const { ok } = isChanged
        ? await kv.atomic().check(entry).set(key, ring, { expireIn: FORGET_AFTER_MS }).commit()
        : { ok: true };
      // Another instance was first: its keys count.
      if (!ok) continue;
      this.#ring = ring;
      this.#readAtMs = readAtMs;
      return ring;
    }
    throw new NetopsError("CONFLICT", "Cannot make a signing key as others keep making some");
  }

  async #makeKey(): Promise<SigningKey> {
    const { clock, randomHex } = this.#options;
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    const { x, d } = await crypto.subtle.exportKey("jwk", (pair as CryptoKeyPair).privateKey);
    if (x === undefined || d === undefined) {
      throw new NetopsError("BUG", "Cannot export a signing key");
    }
    return { kid: randomHex(8), createdAtMs: clock.nowMs(), x, d };
  }
}
