/// <reference lib="dom" />
import type { SessionState, ViewerBeacon } from "@netops/core/contracts";
import type { Api } from "./api.ts";

/** What playback acts on; the rest is told with the next of these. */
const PROMPT: ReadonlySet<ViewerBeacon["type"]> = new Set(["start", "heartbeat", "error"]);
/** More than these are not kept while playback does not answer. */
const MOST_KEPT = 50;

/**
 * Tells playback how one session goes. What cannot be told now is told with the next beacon: a player
 * never stops because nobody listens.
 */
export class Beacons {
  #kept: ViewerBeacon[] = [];
  #isSending = false;
  #isOver = false;

  constructor(
    readonly api: Api,
    readonly sessionId: string,
    /** The session was ended from elsewhere. */
    readonly onEnded: (state: SessionState["state"]) => void,
  ) {}

  /** Tells one thing, now or with the next beacon. */
  tell(type: ViewerBeacon["type"], positionMs: number, data?: ViewerBeacon["data"]): void {
    if (this.#isOver) return;
    this.#keep(type, positionMs, data);
    if (PROMPT.has(type)) void this.#send();
  }

  /** Tells the last thing, also when the page is being left. */
  finish(type: "end" | "stop", positionMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#keep(type, positionMs);
    void this.#post(this.#kept.splice(0), true);
  }

  #keep(type: ViewerBeacon["type"], positionMs: number, data?: ViewerBeacon["data"]): void {
    const beacon = { type, tsMs: Date.now(), positionMs: Math.round(positionMs) };
    this.#kept.push(data === undefined ? beacon : { ...beacon, data });
    this.#kept = this.#kept.slice(-MOST_KEPT);
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const events = this.#kept.splice(0);
    const isTold = await this.#post(events, false);
    if (!isTold) this.#kept = [...events, ...this.#kept].slice(-MOST_KEPT);
    this.#isSending = false;
    if (isTold && this.#kept.length > 0 && !this.#isOver) void this.#send();
  }

  async #post(events: readonly ViewerBeacon[], keepalive: boolean): Promise<boolean> {
    const body = { sessionId: this.sessionId, events };
    const answer = await this.api.call<SessionState | undefined>("/playback/events", {
      method: "POST",
      body,
      keepalive,
    });
    if (!answer.isOk) return answer.failure.status >= 400 && answer.failure.status < 500;
    const state = answer.value?.state ?? "live";
    if (state !== "live" && !this.#isOver) this.onEnded(state);
    return true;
  }
}
