import encoding from "k6/encoding";
import type { PoolAccount } from "../run/load_order.ts";
import { renewalTimeMs } from "../session/mod.ts";

/** The account that a VU plays with, and its access token as long as that holds. */
export class VuAccount {
  readonly #account: PoolAccount;
  #accessToken: string;
  #renewAtMs: number | undefined;

  /** Begins with the token of the pool. */
  constructor(account: PoolAccount) {
    this.#account = account;
    this.#accessToken = account.accessToken;
  }

  /** What calls are signed with. */
  get bearer(): string {
    return `Bearer ${this.#accessToken}`;
  }

  /** What a login is asked with. */
  get credentials(): Pick<PoolAccount, "email" | "password"> {
    const { email, password } = this.#account;
    return { email, password };
  }

  /** Takes the token of a login, from its answer. */
  renewed(answer: string): void {
    const { accessToken } = JSON.parse(answer) as { readonly accessToken: string };
    this.#accessToken = accessToken;
    this.#renewAtMs = undefined;
  }

  /** Whether to sign in anew while nobody waits for it: later it would cost a viewer its startup. */
  isRenewalDue(nowMs: number, random: () => number): boolean {
    this.#renewAtMs ??= renewalTimeMs(claimsOf(this.#accessToken), random());
    return nowMs >= this.#renewAtMs;
  }
}

/** The claims of a JSON Web Token as text; empty for a token that is none. */
function claimsOf(token: string): string {
  try {
    return encoding.b64decode(token.split(".")[1] ?? "", "rawurl", "s");
  } catch {
    return "";
  }
}
