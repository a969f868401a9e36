import { NetopsError, toNetopsError } from "@netops/core";
import { Bulkhead, Call } from "@netops/core/policies";
import { equalInConstantTime, type Gauge, type Histogram } from "@netops/core/service";
import type { Clock } from "@netops/core";
import {
  formatPasswordHash,
  parsePasswordHash,
  passwordBytes,
  type ScryptCost,
} from "./password_hash.ts";

/** What passwords are hashed with. */
export interface PasswordHasherOptions {
  readonly cost: ScryptCost;
  /** Hashes at once: as many as there are cores. */
  readonly limit: number;
  /** Hashes that wait. */
  readonly queueLimit: number;
  readonly randomHex: (bytes: number) => string;
  readonly clock: Clock;
  readonly durations: Histogram;
  readonly waiting: Gauge;
}

const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Derives a key in the runtime's thread pool. `node:crypto` costs 35 ms to load: at the first password. */
async function deriveKey(
  password: string,
  { cost, salt }: { readonly cost: ScryptCost; readonly salt: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  const { scrypt } = await import("node:crypto");
  const { logN, r, p } = cost;
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  return await new Promise((resolve, reject) => {
    scrypt(passwordBytes(password), salt, KEY_BYTES, options, (error, key) => {
      if (error === null || error === undefined) resolve(new Uint8Array(key));
      else reject(error);
    });
  });
}

/**
 * Hashes and checks passwords: so many at once, a few more wait, the rest is refused.
 *
 * A password that is checked against nothing costs what a real one costs, so that time does not tell
 * whether an account exists.
 */
export class PasswordHasher {
  readonly #options: PasswordHasherOptions;
  readonly #bulkhead: Bulkhead;
  readonly #nobodysSalt: Uint8Array<ArrayBuffer>;

  /** Hashes nothing yet. */
  constructor(options: PasswordHasherOptions) {
    const { limit, queueLimit, randomHex } = options;
    this.#options = options;
    this.#bulkhead = new Bulkhead({ name: "passwords", limit, queueLimit });
    this.#nobodysSalt = Uint8Array.fromHex(randomHex(SALT_BYTES));
  }

  /** Hashes under a new salt. @throws {NetopsError} OVERLOADED; the signal's reason when it aborts. */
  async hash(password: string, signal?: AbortSignal): Promise<string> {
    const { cost, randomHex } = this.#options;
    const salt = Uint8Array.fromHex(randomHex(SALT_BYTES));
    const key = await this.#inTurn(() => deriveKey(password, { cost, salt }), signal);
    return formatPasswordHash({ cost, salt, key });
  }

  /** Whether a password is the one of `stored`; with undefined it is nobody's. @throws as `hash`. */
  async verify(
    password: string,
    stored: string | undefined,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const known = stored === undefined ? undefined : parsePasswordHash(stored);
    const { cost, salt } = known ?? { cost: this.#options.cost, salt: this.#nobodysSalt };
    const key = await this.#inTurn(() => deriveKey(password, { cost, salt }), signal);
    const wanted = known?.key ?? new Uint8Array(KEY_BYTES);
    return equalInConstantTime(key.toHex(), wanted.toHex()) && known !== undefined;
  }

  async #inTurn<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { clock, durations, waiting } = this.#options;
    const token = await this.#enter(signal);
    waiting.set(this.#bulkhead.queued);
    const startedMs = clock.monotonicMs();
    try {
      return await work();
    } finally {
      this.#bulkhead.abandon(token);
      durations.observe((clock.monotonicMs() - startedMs) / 1000);
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<number> {
    const call = new Call(() => Promise.resolve(), this.#options.clock.monotonicMs());
    const leave = () => call.abort(signal?.reason);
    signal?.addEventListener("abort", leave, { once: true });
    try {
      return await this.#bulkhead.enter(call, 0);
    } catch (thrown) {
      if (toNetopsError(thrown).code !== "OVERLOADED") throw thrown;
      throw new NetopsError("OVERLOADED", "Cannot check another password now as too many wait", {
        details: { headers: { "retry-after": "1" } },
      });
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }
}
