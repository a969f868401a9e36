import type { Clock, Principal } from "@netops/core";
import type { Revocation } from "@netops/core/contracts";
import type { TokenVerifier } from "../token_verifier.ts";
import type { Revocations } from "./revocations.ts";
import { VerifiedTokens } from "./verified_tokens.ts";
import { verifyToken } from "./verify_token.ts";

/** What tokens are verified with. */
export interface JwtVerifierOptions {
  readonly runId: string;
  /** Whether there is a user service: without one no token is valid. */
  readonly hasUsers: () => boolean;
  readonly findKey: (kid: string) => Promise<CryptoKey | undefined>;
  readonly revocations: Revocations;
  readonly clock: Clock;
  /** Called before the first token is verified: what only a platform with users needs starts here. */
  readonly onFirstUse: () => void;
}

/**
 * Verifies access tokens, each once: a token that is known costs two look-ups, until it ends or is revoked.
 */
export class JwtVerifier implements TokenVerifier {
  readonly #options: JwtVerifierOptions;
  readonly #verified = new VerifiedTokens();
  readonly #pending = new Map<string, Promise<Principal | undefined>>();
  #isUsed = false;

  /** Loads nothing yet. */
  constructor(options: JwtVerifierOptions) {
    this.#options = options;
  }

  /** Whose token it is; at once when it is known. @throws {NetopsError} NO_INSTANCE without any key. */
  verify(token: string): Principal | undefined | Promise<Principal | undefined> {
    const { clock, revocations } = this.#options;
    const known = this.#verified.get(token, clock.nowMs());
    if (known === undefined) return this.#verifyOnce(token);
    const { principal, issuedAtS } = known;
    if (!revocations.isVoid(principal.account, issuedAtS)) return principal;
    this.#verified.drop(token);
    return undefined;
  }

  /** Makes tokens void. */
  revoke(revocation: Revocation): void {
    this.#options.revocations.add(revocation, this.#options.clock.nowMs());
  }

  /** Many requests that come with the same new token at once wait for the same answer. */
  #verifyOnce(token: string): undefined | Promise<Principal | undefined> {
    if (!this.#options.hasUsers()) return undefined;
    if (!this.#isUsed) {
      this.#isUsed = true;
      this.#options.onFirstUse();
    }
    const pending = this.#pending.get(token);
    if (pending !== undefined) return pending;
    const verifying = this.#verify(token).finally(() => this.#pending.delete(token));
    this.#pending.set(token, verifying);
    return verifying;
  }

  async #verify(token: string): Promise<Principal | undefined> {
    const { runId, findKey, revocations, clock } = this.#options;
    const verified = await verifyToken(token, { runId, findKey, nowMs: clock.nowMs() });
    if (verified === undefined) return undefined;
    const { principal, issuedAtS } = verified;
    if (revocations.isVoid(principal.account, issuedAtS)) return undefined;
    this.#verified.keep(token, verified);
    return principal;
  }
}
