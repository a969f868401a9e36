import type { PoolAccount } from "../run/load_order.ts";

/** The account that a VU plays with, and its access token as long as that holds. */
export class VuAccount {
  readonly #account: PoolAccount;
  #accessToken: string;

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
  }
}
