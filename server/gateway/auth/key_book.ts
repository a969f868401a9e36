import { type Clock, type Logger, NetopsError, toNetopsError } from "@netops/core";
import type { SigningKeySet } from "@netops/core/contracts";

/** What the book is kept with. */
export interface KeyBookOptions {
  /** Asks user for its keys. */
  readonly fetchKeys: () => Promise<SigningKeySet>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A key that is not known is asked for at most this often, however many forged tokens name one. */
const LEAST_BETWEEN_MS = 1_000;

/** The keys that tokens are verified with: what user said last, also while it is away. */
export class KeyBook {
  readonly #options: KeyBookOptions;
  #keys: ReadonlyMap<string, CryptoKey> = new Map();
  #askedAtMs = -Infinity;
  #asking: Promise<void> | undefined;
  #failure: NetopsError | undefined;

  /** Knows no key yet. */
  constructor(options: KeyBookOptions) {
    this.#options = options;
  }

  /**
   * Finds a key, and asks for it when it is not known; undefined when there is none of this id.
   *
   * @throws {NetopsError} NO_INSTANCE when user was never heard: nobody can say that a token is bad then.
   */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const known = this.#keys.get(kid);
    if (known !== undefined) return known;
    const sinceMs = this.#options.clock.monotonicMs() - this.#askedAtMs;
    if (this.#asking !== undefined || sinceMs >= LEAST_BETWEEN_MS) await this.refresh();
    if (this.#keys.size === 0 && this.#failure !== undefined) throw this.#failure;
    return this.#keys.get(kid);
  }

  /** Asks for the keys; those known stay when there is no answer. Never rejects. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => this.#asking = undefined);
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { fetchKeys, clock, logger } = this.#options;
    this.#askedAtMs = clock.monotonicMs();
    try {
      const { keys } = await fetchKeys();
      const imported = keys.map(async ({ kid, kty, crv, x }) => {
        const known = this.#keys.get(kid);
        const key = known ??
          await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]);
        return [kid, key] as const;
      });
      this.#keys = new Map(await Promise.all(imported));
      this.#failure = undefined;
    } catch (thrown) {
      const reason = toNetopsError(thrown).message;
      if (this.#failure === undefined) {
        logger.log("warn", "keeps the last signing keys as user does not answer", { reason });
      }
      this.#failure = new NetopsError("NO_INSTANCE", "Cannot verify tokens as user is away", {
        details: { headers: { "retry-after": "1" } },
        fix: "netops ps; netops logs user",
      });
    }
  }
}
