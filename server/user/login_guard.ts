/** How fast guesses are forgiven. */
export interface GuessRules {
  /** Wrong passwords in a row until one has to wait. */
  readonly burst: number;
  /** How long it takes until one more is allowed, in ms. */
  readonly refillMs: number;
}

/** What {@linkcode LoginGuard} holds guesses to. */
export interface LoginGuardRules {
  /** For one e-mail from one address. */
  readonly perAddress: GuessRules;
  /** For one e-mail from all addresses where its owner never signed in. */
  readonly perEmail: GuessRules;
  /** The most e-mails, and pairs with an address, that are kept. */
  readonly mostKept: number;
}

/** 10 guesses and one more every 90 s; over all addresses 50 and one more a minute. */
export const LOGIN_GUARD_RULES: LoginGuardRules = {
  perAddress: { burst: 10, refillMs: 90_000 },
  perEmail: { burst: 50, refillMs: 60_000 },
  mostKept: 20_000,
};

/** One attempt to sign in. */
export interface LoginAttempt {
  readonly email: string;
  readonly address: string;
}

/**
 * Counts wrong passwords; pure over the (monotonic) time that is passed in.
 *
 * An attempt takes a guess before its password is looked at, so that many at once get no more than one
 * after the other, and gets it back when the password was right. An address from which the owner signed
 * in is not counted with the others: nobody can lock an owner out by guessing from elsewhere.
 */
export class LoginGuard {
  readonly #rules: LoginGuardRules;
  readonly #pairs: GuessBuckets;
  readonly #emails: GuessBuckets;
  readonly #trusted = new Set<string>();

  /** Begins without a wrong guess. */
  constructor(rules: LoginGuardRules = LOGIN_GUARD_RULES) {
    this.#rules = rules;
    this.#pairs = new GuessBuckets(rules.perAddress, rules.mostKept);
    this.#emails = new GuessBuckets(rules.perEmail, rules.mostKept);
  }

  /** Takes a guess: 0 when it may be made, else how long to wait, in ms. */
  take(attempt: LoginAttempt, nowMs: number): number {
    const pair = pairOf(attempt);
    const waitMs = this.#pairs.take(pair, nowMs);
    if (waitMs > 0 || this.#trusted.has(pair)) return waitMs;
    return this.#emails.take(attempt.email, nowMs);
  }

  /** The password was right: the address is the owner's, and its guesses are forgotten. */
  succeed(attempt: LoginAttempt): void {
    const pair = pairOf(attempt);
    if (!this.#trusted.has(pair)) this.#emails.giveBack(attempt.email);
    this.#pairs.forget(pair);
    if (this.#trusted.size >= this.#rules.mostKept) forgetFirst(this.#trusted);
    this.#trusted.add(pair);
  }

  /** The password was never looked at: the guess is given back. */
  undo(attempt: LoginAttempt): void {
    const pair = pairOf(attempt);
    this.#pairs.giveBack(pair);
    if (!this.#trusted.has(pair)) this.#emails.giveBack(attempt.email);
  }
}

function pairOf({ email, address }: LoginAttempt): string {
  return `${address} ${email}`;
}

interface GuessBucket {
  guesses: number;
  atMs: number;
}

/** guesses(t) = min(burst, guesses(t0) + (t − t0) / refill); the one not used for longest is forgotten. */
class GuessBuckets {
  readonly #rules: GuessRules;
  readonly #mostKept: number;
  readonly #buckets = new Map<string, GuessBucket>();

  constructor(rules: GuessRules, mostKept: number) {
    this.#rules = rules;
    this.#mostKept = mostKept;
  }

  take(key: string, nowMs: number): number {
    const { burst, refillMs } = this.#rules;
    const bucket = this.#buckets.get(key) ?? { guesses: burst, atMs: nowMs };
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.guesses = Math.min(burst, bucket.guesses + passedMs / refillMs);
    bucket.atMs = nowMs;
    // Setting it anew keeps the map in order of last use.
    this.#buckets.delete(key);
    if (this.#buckets.size >= this.#mostKept) forgetFirst(this.#buckets);
    this.#buckets.set(key, bucket);
    if (bucket.guesses < 1) return Math.ceil((1 - bucket.guesses) * refillMs);
    bucket.guesses -= 1;
    return 0;
  }

  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return;
    bucket.guesses = Math.min(this.#rules.burst, bucket.guesses + 1);
  }

  forget(key: string): void {
    this.#buckets.delete(key);
  }
}

function forgetFirst(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    kept.delete(key);
    return;
  }
}
