import { VIEWERS_PER_ACCOUNT } from "../player/viewer_account.ts";
import type { PoolAccount } from "../run/load_order.ts";

/** A place of an account: at most one session at once plays with it. */
export interface Seat {
  readonly email: string;
  readonly password: string;
  /** Of who had the seat last, so that nobody signs in without need. */
  accessToken: string;
}

/** The places of a pool of accounts; who waited longest is taken first, so that a session is over for good. */
export class AccountSeats {
  readonly #free: Seat[];

  /** All are free. */
  constructor(accounts: readonly PoolAccount[]) {
    this.#free = Array.from({ length: VIEWERS_PER_ACCOUNT }).flatMap(() =>
      accounts.map((account) => ({ ...account }))
    );
  }

  /** Takes a seat; undefined when all are taken. */
  take(): Seat | undefined {
    return this.#free.shift();
  }

  /** Gives a seat back. */
  free(seat: Seat): void {
    this.#free.push(seat);
  }
}
