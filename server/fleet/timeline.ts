import type { Clock, EventDraft } from "@netops/core";
import type { EventBatch, TimelineEvent } from "@netops/core/contracts";

/** Where events are kept for good. */
export interface EventStore {
  /** The highest number ever given. */
  lastSeq(): number;
  append(events: readonly TimelineEvent[]): void;
  read(query: EventQuery): TimelineEvent[];
}

/** Which events to read: above `afterSeq`, of some kinds (a kind covers `kind.*`), the last `limit`. */
export interface EventQuery {
  readonly afterSeq: number;
  readonly kinds: readonly string[];
  readonly limit: number;
}

const MEMORY_EVENTS = 10_000;
const MOST_SOURCES = 10_000;

/** Whether an event is of one of the kinds; no kinds are all kinds. */
export function isOfKind(event: { readonly kind: string }, kinds: readonly string[]): boolean {
  return kinds.length === 0 ||
    kinds.some((kind) => event.kind === kind || event.kind.startsWith(`${kind}.`));
}

/**
 * Numbers what happens, keeps it and tells it on: one order for the whole platform.
 *
 * A batch that a source sends again is taken once (by its `srcSeq`). When the store fails, as on a
 * full disk, events live on in memory and `lostEvents` counts what the disk will never see.
 */
export class Timeline {
  readonly #clock: Clock;
  readonly #store: EventStore;
  readonly #recent: TimelineEvent[] = [];
  readonly #watchers = new Set<(event: TimelineEvent) => void>();
  readonly #lastSrcSeq = new Map<string, number>();
  #seq: number;
  /** Events that could not be written to disk. */
  lostEvents = 0;

  /** Goes on where the store ended. */
  constructor(clock: Clock, store: EventStore) {
    this.#clock = clock;
    this.#store = store;
    this.#seq = store.lastSeq();
  }

  /** Appends one event of fleet itself or of somebody who speaks through it. */
  record(draft: EventDraft & { readonly actor: string; readonly tsMs?: number }): TimelineEvent {
    const event: TimelineEvent = {
      tsMs: draft.tsMs ?? this.#clock.nowMs(),
      seq: ++this.#seq,
      kind: draft.kind,
      subject: draft.subject,
      actor: draft.actor,
      data: { ...draft.data },
      ...(draft.traceId === undefined ? {} : { traceId: draft.traceId }),
    };
    this.#keep([event]);
    return event;
  }

  /** Takes a batch of a producer; answers how many events were new. */
  take(batch: EventBatch): number {
    let last = this.#lastSrcSeq.get(batch.source) ?? -1;
    const fresh = batch.events.filter(({ srcSeq }) => {
      if (srcSeq <= last) return false;
      last = srcSeq;
      return true;
    });
    this.#keep(fresh.map(({ srcSeq: _, ...event }) => ({
      ...event,
      seq: ++this.#seq,
      actor: batch.source,
    })));
    // Set anew, so that the source that was silent longest is the first to be forgotten.
    this.#lastSrcSeq.delete(batch.source);
    this.#lastSrcSeq.set(batch.source, last);
    if (this.#lastSrcSeq.size > MOST_SOURCES) {
      this.#lastSrcSeq.delete(this.#lastSrcSeq.keys().next().value ?? "");
    }
    return fresh.length;
  }

  /** Reads events, oldest first. */
  read(query: EventQuery): TimelineEvent[] {
    const oldest = this.#recent[0]?.seq ?? this.#seq + 1;
    if (query.afterSeq + 1 >= oldest) return this.#readMemory(query);
    try {
      return this.#store.read(query);
    } catch {
      // The disk cannot be read right now: what memory holds is better than nothing.
      return this.#readMemory(query);
    }
  }

  /** Calls `watcher` for each event from now on; the answer stops it. */
  watch(watcher: (event: TimelineEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #readMemory(query: EventQuery): TimelineEvent[] {
    const wanted = this.#recent
      .filter((event) => event.seq > query.afterSeq && isOfKind(event, query.kinds));
    return wanted.slice(Math.max(0, wanted.length - query.limit));
  }

  #keep(events: readonly TimelineEvent[]): void {
    if (events.length === 0) return;
    this.#recent.push(...events);
    if (this.#recent.length > MEMORY_EVENTS) {
      this.#recent.splice(0, this.#recent.length - MEMORY_EVENTS);
    }
    try {
      this.#store.append(events);
    } catch {
      this.lostEvents += events.length;
    }
    for (const event of events) for (const watcher of this.#watchers) watcher(event);
  }
}
