import { NetopsError, type Timer } from "@netops/core";
import type { SessionState, ViewerBeacon } from "@netops/core/contracts";
import type { GatewayCall } from "./gateway_client.ts";
import type { ViewerAccount } from "./viewer_account.ts";

/** What a sender of beacons works with. */
export interface BeaconSenderOptions {
  readonly account: ViewerAccount;
  readonly sessionId: string;
  readonly timer: Timer;
  /** Called when playback says that the session is not live any more. */
  readonly onDisplaced: () => void;
  /** Goes along with each call. */
  readonly watch?: Pick<GatewayCall, "onAttempt">;
}

const MOST_IN_A_BATCH = 50;
/** What could not be told for so long is old. */
const DEADLINE_MS = 8_000;

/** Tells playback about a session, in order; what cannot be told never stops the picture. */
export class BeaconSender {
  /** Beacons that nobody took. */
  lost = 0;
  readonly #options: BeaconSenderOptions;
  readonly #closing = new AbortController();
  #waiting: ViewerBeacon[] = [];
  #sending: Promise<void> | undefined;

  /** Sends nothing yet. */
  constructor(options: BeaconSenderOptions) {
    this.#options = options;
  }

  /** Tells one more. */
  send(beacon: ViewerBeacon): void {
    this.#waiting.push(beacon);
    this.#sending ??= this.#run().finally(() => this.#sending = undefined);
  }

  /** Waits until everything is told, at most `deadlineMs`. */
  async close(deadlineMs: number): Promise<void> {
    const cancel = this.#options.timer.after(deadlineMs, () => this.#closing.abort());
    await this.#sending;
    cancel();
  }

  async #run(): Promise<void> {
    // What is told in this very turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const events = this.#waiting.splice(0, MOST_IN_A_BATCH);
      try {
        await this.#post(events);
      } catch (thrown) {
        this.lost += events.length;
        if (this.#closing.signal.aborted) return;
        if (!(thrown instanceof NetopsError)) throw thrown;
      }
    }
  }

  async #post(events: readonly ViewerBeacon[]): Promise<void> {
    const { account, sessionId, onDisplaced, watch } = this.#options;
    const { state } = await account.json<SessionState>({
      method: "POST",
      path: "/playback/events",
      body: { sessionId, events },
      deadlineMs: DEADLINE_MS,
      signal: this.#closing.signal,
      ...watch,
    });
    if (state === "displaced") onDisplaced();
  }
}
