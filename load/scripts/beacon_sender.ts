import type { SessionBeacon } from "@netops/core/viewer";
import { callGateway, type GatewayAnswer } from "./gateway_call.ts";
import type { SessionScope } from "./session_scope.ts";
import { nowMs } from "./vu_clock.ts";

const MOST_IN_A_BATCH = 50;
/** What could not be told for so long is old. */
const DEADLINE_MS = 8_000;

/** Tells playback about a session, in order; what cannot be told never stops the picture. */
export class BeaconSender {
  readonly #scope: SessionScope;
  readonly #sessionId: string;
  readonly #onDisplaced: () => void;
  #waiting: SessionBeacon[] = [];
  #sending: Promise<void> | undefined;

  /** Sends nothing yet; `onDisplaced` is called when playback says that the session is not live. */
  constructor(scope: SessionScope, sessionId: string, onDisplaced: () => void) {
    this.#scope = scope;
    this.#sessionId = sessionId;
    this.#onDisplaced = onDisplaced;
  }

  /** Tells one more. */
  send(beacon: SessionBeacon): void {
    this.#waiting.push(beacon);
    this.#sending ??= this.#run().finally(() => this.#sending = undefined);
  }

  /** Waits until everything was told, or could not be. */
  async close(): Promise<void> {
    await this.#sending;
  }

  async #run(): Promise<void> {
    // What is told in this very turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const events = this.#waiting.splice(0, MOST_IN_A_BATCH);
      const answer = await callGateway({
        ...{ kind: "events", service: "playback", method: "POST", path: "/playback/events" },
        body: { sessionId: this.#sessionId, events },
        untilMs: nowMs() + DEADLINE_MS,
      }, this.#scope);
      if (isDisplaced(answer)) this.#onDisplaced();
    }
  }
}

function isDisplaced({ isOk, text }: GatewayAnswer): boolean {
  return isOk && (JSON.parse(text) as { readonly state?: string }).state === "displaced";
}
