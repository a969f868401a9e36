import { type Clock, type Logger, NetopsError } from "@netops/core";
import { type Account, createAccount } from "./account.ts";
import type { LoginAttempt, LoginGuard } from "./login_guard.ts";
import { isOutdated, type ScryptCost } from "./password_hash.ts";
import type { PasswordHasher } from "./password_hasher.ts";
import {
  beginFamily,
  expiryOf,
  presentToken,
  type RefreshFamily,
  type RefreshRules,
} from "./refresh_family.ts";
import { formatRefreshToken, hashRefreshToken, parseRefreshToken } from "./refresh_token.ts";
import type { LoginBody, SignUpBody } from "./schema.ts";
import type { FamilyWrite, Stored, UserStore } from "./store.ts";
import type { TokenIssuer } from "./token_issuer.ts";

/** What signing in works with. */
export interface SignInOptions {
  readonly store: UserStore;
  readonly hasher: PasswordHasher;
  readonly guard: LoginGuard;
  readonly issuer: TokenIssuer;
  readonly rules: RefreshRules;
  readonly cost: ScryptCost;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomHex: (bytes: number) => string;
  /** Hears how each refresh ended. */
  readonly onRefresh: (outcome: string) => void;
}

/** The answer of sign-up, login and refresh. */
export interface TokenAnswer {
  readonly account: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInS: number;
}

/** Where an attempt comes from. */
export interface SignInOrigin {
  readonly address: string;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
}

const TRIES = 5;

/** Signs people up and in, and keeps them signed in. */
export class SignIn {
  readonly #options: SignInOptions;

  /** Works on what it is given. */
  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** Creates an account and signs it in. @throws {NetopsError} CONFLICT, OVERLOADED */
  async signUp(
    body: SignUpBody,
    origin: SignInOrigin,
  ): Promise<{ readonly account: Account; readonly answer: TokenAnswer }> {
    const { store, hasher, clock, randomHex } = this.#options;
    const { password, ...facts } = body;
    // A hash costs more than a look; two who are as quick as each other meet in the store.
    if (await store.findByEmail(facts.email) !== undefined) throw emailTaken();
    const passwordHash = await hasher.hash(password, origin.signal);
    const account = createAccount({
      ...facts,
      ...{ id: randomHex(12), profileId: randomHex(6), passwordHash, createdAtMs: clock.nowMs() },
    });
    const { token, write } = await this.#begin(account.id);
    if (!await store.create(account, write)) throw emailTaken();
    return { account, answer: await this.#answer(account, token) };
  }

  /** Signs in. @throws {NetopsError} UNAUTHENTICATED, RATE_LIMITED, OVERLOADED */
  async login(body: LoginBody, origin: SignInOrigin): Promise<TokenAnswer> {
    const { store, guard, clock } = this.#options;
    const attempt = { email: body.email, address: origin.address };
    const waitMs = guard.take(attempt, clock.monotonicMs());
    if (waitMs > 0) throw tooManyGuesses(waitMs);
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await this.#checkPassword(body, attempt, origin.signal);
      const account = await this.#rehash(found, body, origin.signal);
      const { token, write } = await this.#begin(account.value.id);
      // False when the account changed under our hands: it may be gone.
      if (await store.addFamily(account, write)) return await this.#answer(account.value, token);
    }
    throw wrongPassword();
  }

  /** Gives the next pair of tokens for a refresh token. @throws {NetopsError} UNAUTHENTICATED */
  async refresh(token: string): Promise<TokenAnswer> {
    const { store } = this.#options;
    const parsed = parseRefreshToken(token);
    if (parsed === undefined) throw this.#refused("unknown");
    for (let tries = 0; tries < TRIES; tries++) {
      const [account, family] = await Promise.all([
        store.find(parsed.account),
        store.findFamily(parsed.account, parsed.family),
      ]);
      if (account === undefined || family === undefined) throw this.#refused("unknown");
      const answer = await this.#next(token, account, family);
      if (answer !== undefined) return answer;
    }
    throw new NetopsError("CONFLICT", "Cannot refresh as others keep using the same token");
  }

  /** Ends the sign-in that a refresh token belongs to; without one every sign-in of the account. */
  async logout(account: string, token: string | undefined): Promise<void> {
    const { store, clock } = this.#options;
    if (token === undefined) return await store.revoke(account, clock.nowMs());
    const parsed = parseRefreshToken(token);
    if (parsed?.account === account) await store.endFamily(account, parsed.family);
  }

  /** The account of an e-mail, if the password is its own. */
  async #checkPassword(
    { email, password }: LoginBody,
    attempt: LoginAttempt,
    signal: AbortSignal,
  ): Promise<Stored<Account>> {
    const { store, guard, hasher } = this.#options;
    let found: Stored<Account> | undefined;
    let isRight: boolean;
    try {
      found = await store.findByEmail(email);
      // Nobody's password takes as long as somebody's.
      isRight = await hasher.verify(password, found?.value.passwordHash, signal);
    } catch (thrown) {
      guard.undo(attempt);
      throw thrown;
    }
    if (found === undefined || !isRight) throw wrongPassword();
    guard.succeed(attempt);
    return found;
  }

  async #rehash(
    found: Stored<Account>,
    { password }: LoginBody,
    signal: AbortSignal,
  ): Promise<Stored<Account>> {
    const { store, hasher, cost } = this.#options;
    const { id, passwordHash } = found.value;
    if (!isOutdated(passwordHash, cost)) return found;
    const renewed = await hasher.hash(password, signal);
    await store.change(
      id,
      (account) =>
        account.passwordHash === passwordHash ? { ...account, passwordHash: renewed } : account,
    );
    return await store.find(id) ?? found;
  }

  /** Undefined when somebody else was first. */
  async #next(
    token: string,
    account: Stored<Account>,
    family: Stored<RefreshFamily>,
  ): Promise<TokenAnswer | undefined> {
    const { store, rules, clock, logger, onRefresh } = this.#options;
    const nowMs = clock.nowMs();
    const next = this.#newToken(account.value.id, family.value.id);
    const [hash, nextHash] = await Promise.all([token, next].map(hashRefreshToken));
    const shown = { hash: hash!, nextHash: nextHash!, nowMs };
    const outcome = presentToken(family.value, shown, rules);
    if (outcome.kind === "expired") throw this.#refused("expired");
    if (outcome.kind === "reused") {
      await store.revokeFamily(family.value, nowMs);
      logger.log("warn", "a used refresh token came again: its sign-in was ended", {
        account: account.value.id,
      });
      throw this.#refused("reused");
    }
    const write = this.#writeOf(outcome.family, nowMs);
    if (!await store.replaceFamily(account, family, write)) return undefined;
    onRefresh(outcome.kind);
    return await this.#answer(account.value, next);
  }

  async #begin(account: string): Promise<{ readonly token: string; readonly write: FamilyWrite }> {
    const { clock, randomHex } = this.#options;
    const nowMs = clock.nowMs();
    // 6 bytes of time first: families are listed oldest first.
    const id = nowMs.toString(16).padStart(12, "0") + randomHex(8);
    const token = this.#newToken(account, id);
    const family = beginFamily({ id, account }, { hash: await hashRefreshToken(token), nowMs });
    return { token, write: this.#writeOf(family, nowMs) };
  }

  #writeOf(family: RefreshFamily, nowMs: number): FamilyWrite {
    return { family, expireInMs: Math.max(1, expiryOf(family, this.#options.rules) - nowMs) };
  }

  #newToken(account: string, family: string): string {
    return formatRefreshToken({ account, family, secret: this.#options.randomHex(32) });
  }

  async #answer(account: Account, refreshToken: string): Promise<TokenAnswer> {
    const { issuer } = this.#options;
    const accessToken = await issuer.issue(account);
    return { account: account.id, accessToken, refreshToken, expiresInS: issuer.lifeS };
  }

  #refused(outcome: "unknown" | "expired" | "reused"): NetopsError {
    this.#options.onRefresh(outcome);
    return new NetopsError("UNAUTHENTICATED", "Cannot refresh as the token is not valid any more", {
      fix: "sign in again",
    });
  }
}

function emailTaken(): NetopsError {
  return new NetopsError("CONFLICT", "Cannot sign up as the e-mail has an account already", {
    fix: "sign in",
  });
}

function wrongPassword(): NetopsError {
  return new NetopsError("UNAUTHENTICATED", "Cannot sign in as e-mail or password is wrong");
}

function tooManyGuesses(waitMs: number): NetopsError {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000));
  return new NetopsError("RATE_LIMITED", "Cannot sign in now as too many passwords were wrong", {
    details: { headers: { "retry-after": String(retryAfterS) } },
  });
}
