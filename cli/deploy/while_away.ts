import { type Clock, type ErrorCode, NetopsError, type Timer } from "@netops/core";

/** What waiting for somebody who is away works with. */
export interface WhileAwayOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** What it means that nobody was there, so that asking again does no harm. */
  readonly codes: readonly ErrorCode[];
}

/** A conductor that was killed is back well within this. */
const AWAY_MS = 5_000;
const LOOK_MS = 100;

/** Asks until somebody is there who answers; after 5 s without anybody the last error counts. */
export async function whileAway<T>(
  ask: () => Promise<T>,
  { clock, timer, codes }: WhileAwayOptions,
): Promise<T> {
  const endMs = clock.monotonicMs() + AWAY_MS;
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      const isAway = thrown instanceof NetopsError && codes.includes(thrown.code);
      if (!isAway || clock.monotonicMs() >= endMs) throw thrown;
      await timer.sleep(LOOK_MS);
    }
  }
}
