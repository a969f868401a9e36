import type { NetopsError } from "../errors/netops_error.ts";
import type {
  ConsumerOptions,
  DeliveredMessage,
  EventConsumer,
  SeekTarget,
  StoredMessage,
} from "../ports/event_log.ts";
import type { FakeEventGroup } from "./fake_event_group.ts";
import type { Timer } from "../ports/timer.ts";

type Handle = (delivered: DeliveredMessage) => Promise<void> | void;

/** The log as its consumers see it. */
export interface FakeLogView {
  readonly timer: Timer;
  readonly away: NetopsError | undefined;
  partitions(topic: string): readonly StoredMessage[][];
}

const RETRY_MS = 100;

/** A reader of a fake log: one message after the other. */
export class FakeEventConsumer implements EventConsumer {
  readonly ready: Promise<void>;
  readonly topics: readonly string[];
  /** The message that is being handled; undefined when it waits for one. */
  inHand: Promise<void> | undefined;
  readonly #log: FakeLogView;
  readonly #group: FakeEventGroup;
  readonly #fromBeginning: boolean;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paused = new Set<string>();
  #handle: Handle | undefined;
  #closed = false;

  /** Joins `group` when it runs. */
  constructor(log: FakeLogView, group: FakeEventGroup, options: ConsumerOptions) {
    this.#log = log;
    this.#group = group;
    this.topics = options.topics;
    this.#fromBeginning = options.fromBeginning ?? false;
    this.ready = this.#ready.promise;
  }

  /** Joins and begins to hand over. */
  run(handle: Handle): void {
    this.#handle = handle;
    for (const { key, messages } of this.#partitions()) {
      if (this.#group.positions.has(key)) continue;
      this.#group.positions.set(key, this.#fromBeginning ? 0 : messages.length);
    }
    this.#group.join(this);
    this.#ready.resolve();
  }

  /** Moves the positions. */
  seek({ topic, partition, to }: SeekTarget): Promise<void> {
    for (const each of this.#partitions()) {
      if (each.topic !== topic || (partition ?? each.partition) !== each.partition) continue;
      this.#group.positions.set(each.key, offsetOf(to, each.messages));
    }
    this.wake();
    return Promise.resolve();
  }

  /** Leaves when what it has in hand is done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.inHand;
    this.#group.leave(this);
  }

  /** Takes the next message when it has none in hand. */
  wake(): void {
    if (this.#closed || this.inHand !== undefined || this.#log.away !== undefined) return;
    const next = this.#next();
    if (next === undefined) return;
    this.#group.inHand.add(next.key);
    this.inHand = this.#handOver(next).finally(() => {
      this.inHand = undefined;
      this.#group.inHand.delete(next.key);
      this.wake();
      this.#group.wake();
    });
  }

  async #handOver({ key, delivered }: Next): Promise<void> {
    // Never inside the call that woke us: a producer's `send` must not run a handler.
    await Promise.resolve();
    const { offset } = delivered.message;
    try {
      await this.#handle?.(delivered);
      const untouched = this.#group.positions.get(key) === offset;
      if (untouched) this.#group.positions.set(key, offset + 1);
    } catch {
      // As the port says: a handler that throws gets the message again.
      this.#paused.add(key);
      this.#log.timer.after(RETRY_MS, () => {
        this.#paused.delete(key);
        this.wake();
      });
    }
  }

  #next(): Next | undefined {
    for (const { key, topic, partition, messages } of this.#partitions()) {
      const busy = this.#group.inHand.has(key) || this.#paused.has(key);
      if (busy || !this.#group.owns(this, topic, partition)) continue;
      const message = messages[this.#group.positions.get(key) ?? 0];
      if (message !== undefined) return { key, delivered: { topic, partition, message } };
    }
    return undefined;
  }

  #partitions(): readonly Partition[] {
    return this.topics.flatMap((topic) =>
      this.#log.partitions(topic).map((messages, partition) => ({
        ...{ topic, partition, messages },
        key: `${topic}/${partition}`,
      }))
    );
  }
}

interface Next {
  readonly key: string;
  readonly delivered: DeliveredMessage;
}

interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly messages: readonly StoredMessage[];
}

function offsetOf(to: SeekTarget["to"], messages: readonly StoredMessage[]): number {
  if (to === "beginning") return 0;
  if (to === "end") return messages.length;
  if ("offset" in to) return to.offset;
  const index = messages.findIndex(({ timestampMs }) => timestampMs >= to.timestampMs);
  return index < 0 ? messages.length : index;
}
