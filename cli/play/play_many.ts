import type { Timer } from "@netops/core";
import { type PlayedSession, type ViewerAccount, VIEWERS_PER_ACCOUNT } from "@netops/load/player";

/** What several viewers are started with. */
export interface PlayManyOptions {
  readonly count: number;
  readonly timer: Timer;
  readonly signal: AbortSignal;
  /** Signs the n-th account up. */
  readonly signUp: (index: number) => Promise<ViewerAccount>;
  /** Plays as the n-th viewer; failures are results. */
  readonly play: (account: ViewerAccount, index: number) => Promise<PlayedSession>;
}

/** All begin within this time, so that they do not move in step. */
const STAGGER_MS = 1_000;
/** Passwords are hashed slowly on purpose: few sign up at a time. */
const SIGN_UPS_AT_ONCE = 4;

/**
 * Plays several sessions at once, four an account, staggered over a second.
 *
 * @throws {NetopsError} when an account cannot be made.
 */
export async function playMany(options: PlayManyOptions): Promise<readonly PlayedSession[]> {
  const { count, timer, signal, play } = options;
  const accounts = await signUpAll(options);
  return await Promise.all(Array.from({ length: count }, async (_, index) => {
    const delayMs = count === 1 ? 0 : STAGGER_MS * index / count;
    // A stop while waiting is found by the session itself.
    if (delayMs > 0) await timer.sleep(delayMs, signal).catch(() => undefined);
    return await play(accounts[Math.floor(index / VIEWERS_PER_ACCOUNT)] as ViewerAccount, index);
  }));
}

async function signUpAll({ count, signUp }: PlayManyOptions): Promise<ViewerAccount[]> {
  const indexes = Array.from({ length: Math.ceil(count / VIEWERS_PER_ACCOUNT) }, (_, at) => at);
  const accounts: ViewerAccount[] = [];
  while (indexes.length > 0) {
    accounts.push(...await Promise.all(indexes.splice(0, SIGN_UPS_AT_ONCE).map(signUp)));
  }
  return accounts;
}
