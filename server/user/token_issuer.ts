import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE, type Clock } from "@netops/core";
import { accessClaims } from "./access_claims.ts";
import type { Account } from "./account.ts";
import type { SigningKey } from "./key_ring.ts";
import type { SigningKeys } from "./signing_keys.ts";

/** What access tokens are made with. */
export interface TokenIssuerOptions {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly runId: string;
  /** How long a token is valid, in seconds. */
  readonly lifeS: number;
  readonly randomHex: (bytes: number) => string;
}

/** Makes access tokens. */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;
  #imported: { readonly kid: string; readonly key: Promise<CryptoKey> } | undefined;

  /** Makes nothing yet. */
  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  /** How long a token is valid, in seconds. */
  get lifeS(): number {
    return this.#options.lifeS;
  }

  /** Signs a token for an account. `jose` is loaded at the first one, as it costs a start 20 ms. */
  async issue(account: Account): Promise<string> {
    const { keys, clock, runId, lifeS, randomHex } = this.#options;
    const [{ SignJWT }, signer] = await Promise.all([import("jose"), keys.signer()]);
    const claims = accessClaims(account, {
      ...{ runId, lifeS, nowMs: clock.nowMs() },
      tokenId: randomHex(8),
    });
    return await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ACCESS_TOKEN_ALGORITHM, kid: signer.kid, typ: ACCESS_TOKEN_TYPE })
      .sign(await this.#import(signer));
  }

  #import({ kid, x, d }: SigningKey): Promise<CryptoKey> {
    if (this.#imported?.kid !== kid) {
      const jwk = { kty: "OKP", crv: "Ed25519", x, d };
      const key = crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
      this.#imported = { kid, key };
    }
    return this.#imported.key;
  }
}
