import type { Timer } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { TimelineEvent } from "@netops/core/contracts";
import type { LoadEvent } from "../report/load_report.ts";
import { EventBook } from "./event_book.ts";

/** What reading events works with. */
export interface EventReaderOptions {
  readonly fleet: Pick<FleetClient, "events">;
  readonly timer: Timer;
}

const POLL_MS = 1_000;
const MOST_AT_ONCE = 10_000;
/** Faults and deploys that began before the load and still last. */
const MOST_BEFORE = 1_000;
/** The last look must not hold up a report when fleet is gone or hangs. */
const LAST_LOOK_MS = 750;

/** Reads the platform's time line beside a load; a platform that is gone has told what it told. */
export class EventReader {
  readonly #options: EventReaderOptions;
  readonly #book = new EventBook();
  #afterSeq: number | undefined;
  #looking: Promise<void> | undefined;
  #cancel: () => void;

  /** Begins to read. */
  constructor(options: EventReaderOptions) {
    this.#options = options;
    this.#cancel = options.timer.every(POLL_MS, () => void this.#look());
    void this.#look();
  }

  /** The latest since then, oldest first. */
  latest(count: number, sinceMs: number): readonly LoadEvent[] {
    return this.#book.latest(count, sinceMs);
  }

  /** Looks a last time, and answers what was at work between the two. */
  async close(startMs: number, endMs: number): Promise<readonly LoadEvent[]> {
    this.#cancel();
    const limit = new AbortController();
    const late = this.#options.timer.sleep(LAST_LOOK_MS, limit.signal).catch(() => undefined);
    await Promise.race([this.#lastLook(), late]);
    limit.abort();
    return this.#book.between(startMs, endMs);
  }

  async #lastLook(): Promise<void> {
    await this.#looking;
    await this.#look();
  }

  #look(): Promise<void> {
    return this.#looking ??= this.#read()
      // Fleet is away: the next look reads what was missed.
      .catch(() => undefined)
      .finally(() => this.#looking = undefined);
  }

  async #read(): Promise<void> {
    this.#afterSeq ??= await this.#readBefore();
    const { events } = await this.#options.fleet.events({
      afterSeq: this.#afterSeq,
      limit: MOST_AT_ONCE,
    });
    this.#take(events);
  }

  /** What began before the load may still be at work. */
  async #readBefore(): Promise<number> {
    const { fleet } = this.#options;
    const { events: newest } = await fleet.events({ limit: 1 });
    const lastSeq = newest[0]?.seq ?? 0;
    for (const kind of ["fault", "deploy"]) {
      const { events } = await fleet.events({ kind, limit: MOST_BEFORE });
      for (const event of events) if (event.seq <= lastSeq) this.#book.take(event);
    }
    return lastSeq;
  }

  #take(events: readonly TimelineEvent[]): void {
    for (const event of events) {
      this.#book.take(event);
      this.#afterSeq = Math.max(this.#afterSeq ?? 0, event.seq);
    }
  }
}
