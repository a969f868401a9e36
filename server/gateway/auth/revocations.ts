import type { Revocation } from "@netops/core/contracts";

/** A revocation is forgotten when every token that it made void has ended. */
const LONGEST_TOKEN_S = 24 * 3_600;

/** Which tokens are void before their time; pure over the (wall) time that is passed in. */
export class Revocations {
  readonly #byAccount = new Map<string, number>();
  readonly #mostKept: number;

  /** Keeps at most so many accounts; the oldest revocations go first. */
  constructor(mostKept = 100_000) {
    this.#mostKept = mostKept;
  }

  /** How many accounts are kept. */
  get size(): number {
    return this.#byAccount.size;
  }

  /** Notes a revocation; an older one of the same account changes nothing. */
  add({ account, notBeforeS }: Revocation, nowMs: number): void {
    if (notBeforeS <= (this.#byAccount.get(account) ?? 0)) return;
    // Moving it to the end keeps the map in order of time, more or less.
    this.#byAccount.delete(account);
    this.#byAccount.set(account, notBeforeS);
    this.#forgetOld(nowMs / 1000);
  }

  /** Whether a token of an account that was issued at this second is void. */
  isVoid(account: string, issuedAtS: number): boolean {
    const notBeforeS = this.#byAccount.get(account);
    return notBeforeS !== undefined && issuedAtS < notBeforeS;
  }

  #forgetOld(nowS: number): void {
    for (const [account, notBeforeS] of this.#byAccount) {
      const isOld = notBeforeS < nowS - LONGEST_TOKEN_S;
      if (!isOld && this.#byAccount.size <= this.#mostKept) return;
      this.#byAccount.delete(account);
    }
  }
}
