import type { Principal } from "@netops/core";

/** A token whose signature and claims were found right. */
export interface VerifiedToken {
  readonly principal: Principal;
  readonly issuedAtS: number;
  readonly expiresAtMs: number;
}

/** Tokens that need not be verified again until they end; the one kept for longest goes first. */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();
  readonly #mostKept: number;

  /** Keeps at most so many tokens. */
  constructor(mostKept = 10_000) {
    this.#mostKept = mostKept;
  }

  /** How many tokens are kept. */
  get size(): number {
    return this.#tokens.size;
  }

  /** What a token was found to be; undefined when it is not known, or has ended. */
  get(token: string, nowMs: number): VerifiedToken | undefined {
    const known = this.#tokens.get(token);
    if (known === undefined || nowMs < known.expiresAtMs) return known;
    this.#tokens.delete(token);
    return undefined;
  }

  /** Keeps a token. */
  keep(token: string, verified: VerifiedToken): void {
    if (this.#tokens.size >= this.#mostKept) {
      const oldest = this.#tokens.keys().next();
      if (!oldest.done) this.#tokens.delete(oldest.value);
    }
    this.#tokens.set(token, verified);
  }

  /** Drops a token that was revoked. */
  drop(token: string): void {
    this.#tokens.delete(token);
  }
}
