import type { SessionBeacon } from "@netops/core/viewer";
import { BEACON_DEADLINE_MS } from "./last_words.ts";

/** What a sender works with. */
export interface BeaconHands {
  /** Tells playback, until `untilMs` at most; answers whether it says that the session is not live any more. */
  post(events: readonly SessionBeacon[], untilMs: number): Promise<boolean>;
  /** Called when playback says so. */
  onDisplaced(): void;
  nowMs(): number;
  /** Waits until it is time or until it is rung. */
  readonly limit: { until(atMs: number): Promise<void>; ring(): void };
}

const MOST_IN_A_BATCH = 50;

/** Tells playback about a session, in order; what cannot be told never stops the picture. */
export class BeaconSender {
  readonly #hands: BeaconHands;
  #closesAtMs = Infinity;
  #waiting: SessionBeacon[] = [];
  #sending: Promise<void> | undefined;

  /** Sends nothing yet. */
  constructor(hands: BeaconHands) {
    this.#hands = hands;
  }

  /** Tells one more. */
  send(beacon: SessionBeacon): void {
    this.#waiting.push(beacon);
    this.#sending ??= this.#run().finally(() => this.#sending = undefined);
  }

  /** Waits until everything was told, or could not be, at most `deadlineMs`; what waits then is never told. */
  async close(deadlineMs: number): Promise<void> {
    if (this.#sending === undefined) return;
    const { limit, nowMs } = this.#hands;
    this.#closesAtMs = nowMs() + deadlineMs;
    try {
      await Promise.race([this.#sending, limit.until(this.#closesAtMs)]);
    } finally {
      // A timer that is left would hold the VU.
      limit.ring();
    }
  }

  async #run(): Promise<void> {
    const { post, nowMs, onDisplaced } = this.#hands;
    // What is told in this very turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0 && nowMs() < this.#closesAtMs) {
      const events = this.#waiting.splice(0, MOST_IN_A_BATCH);
      const untilMs = Math.min(nowMs() + BEACON_DEADLINE_MS, this.#closesAtMs);
      if (await post(events, untilMs)) onDisplaced();
    }
  }
}
