import type { Timer } from "@netops/core";
import type { TimelineEvent } from "@netops/core/contracts";
import { answerWithin } from "./answer_within.ts";
import type { FleetReader } from "./fleet_reader.ts";

const KEPT = 200;
const LIMIT_MS = 2_000;
const RETRY_MS = 1_000;

/** Keeps the newest 200 events of the time line; follows fleet's stream while it is open. */
export class EventTail {
  #events = new Map<number, TimelineEvent>();
  #following: AbortController | undefined;
  readonly #fleet: FleetReader;
  readonly #timer: Timer;

  /** Reads from this fleet. */
  constructor(options: { readonly fleet: FleetReader; readonly timer: Timer }) {
    this.#fleet = options.fleet;
    this.#timer = options.timer;
  }

  /** The events in order of seq. */
  list(): readonly TimelineEvent[] {
    return [...this.#events.values()].sort((left, right) => left.seq - right.seq);
  }

  /** Asks once for the newest events; an answer that does not come leaves the list as it was. */
  async refresh(): Promise<void> {
    try {
      const ask = () => this.#fleet.events({ limit: KEPT });
      this.#take((await answerWithin(this.#timer, LIMIT_MS, ask)).events);
    } catch {
      // Fleet is away: its state says so on the page, and the list is marked by the same age.
    }
  }

  /** Follows the stream until `close`, connecting again when it breaks. */
  open(): void {
    if (this.#following !== undefined) return;
    const following = new AbortController();
    this.#following = following;
    void this.#follow(following.signal);
  }

  /** Stops following. */
  close(): void {
    this.#following?.abort();
    this.#following = undefined;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.refresh();
      try {
        const afterSeq = Math.max(0, ...this.#events.keys());
        for await (const event of this.#fleet.eventsStream({ afterSeq }, signal)) {
          this.#take([event]);
        }
      } catch {
        // The stream broke or we closed it: the loop decides which.
      }
      await this.#timer.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }

  #take(events: readonly TimelineEvent[]): void {
    for (const event of events) this.#events.set(event.seq, event);
    if (this.#events.size <= KEPT) return;
    const kept = [...this.#events].sort(([left], [right]) => left - right).slice(-KEPT);
    this.#events = new Map(kept);
  }
}
