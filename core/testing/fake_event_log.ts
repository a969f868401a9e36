import { NetopsError } from "../errors/netops_error.ts";
import { checkLogBatch } from "../nouns/event_log_limits.ts";
import { partitionOfKey } from "../nouns/partition_of_key.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  ConsumerOptions,
  DeliveredMessage,
  EventConsumer,
  EventLog,
  EventProducer,
  LogBatch,
  LogPosition,
  StoredMessage,
} from "../ports/event_log.ts";
import type { Timer } from "../ports/timer.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeEventConsumer } from "./fake_event_consumer.ts";
import { FakeEventGroup } from "./fake_event_group.ts";
import { FakeTimer } from "./fake_timer.ts";

/** What a fake log is made of. */
export interface FakeEventLogOptions {
  readonly clock?: Clock;
  /** Lets the 100 ms pass before a handler that threw is called again; a FakeTimer when left out. */
  readonly timer?: Timer;
  /** Partitions of every topic; 4. */
  readonly partitions?: number;
}

/**
 * An event log in memory, for tests: partitions by key, groups that share them, committed offsets.
 *
 * Messages are handed over in promise callbacks: after a `send`, await `idle()`.
 */
export class FakeEventLog implements EventLog {
  readonly clock: Clock;
  readonly timer: Timer;
  /** While set, every send rejects with it and nothing is handed over: the log is away. */
  away: NetopsError | undefined;
  readonly #partitions: number;
  readonly #topics = new Map<string, StoredMessage[][]>();
  readonly #groups = new Map<string, FakeEventGroup>();
  readonly #consumers = new Set<FakeEventConsumer>();
  #turn = 0;

  /** Makes an empty log. */
  constructor(options: FakeEventLogOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    this.timer = options.timer ?? new FakeTimer();
    this.#partitions = options.partitions ?? 4;
  }

  /** Makes a producer; batches are appended at once. */
  producer(): EventProducer {
    let closed = false;
    return {
      // deno-lint-ignore require-await -- what it throws must be a rejection, as a real log's is
      send: async (batch) => {
        if (closed) throw new NetopsError("CONFLICT", "Cannot send as the producer is closed");
        checkLogBatch(batch);
        if (this.away !== undefined) throw this.away;
        return this.#append(batch);
      },
      close: () => {
        closed = true;
        return Promise.resolve();
      },
    };
  }

  /** Makes a consumer. */
  consumer(options: ConsumerOptions): EventConsumer {
    const group = options.groupId === undefined
      ? new FakeEventGroup()
      : this.#group(options.groupId);
    const consumer = new FakeEventConsumer(this, group, options);
    this.#consumers.add(consumer);
    return consumer;
  }

  /** Everything in a topic, partition by partition. */
  messages(topic: string): readonly DeliveredMessage[] {
    return this.partitions(topic).flatMap((messages, partition) =>
      messages.map((message) => ({ topic, partition, message }))
    );
  }

  /** Every value in a topic, parsed as JSON. */
  values<T>(topic: string): readonly T[] {
    return this.messages(topic).map(({ message }) => JSON.parse(message.value) as T);
  }

  /** The partitions of a topic, made when first asked for. */
  partitions(topic: string): readonly StoredMessage[][] {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const made = Array.from({ length: this.#partitions }, (): StoredMessage[] => []);
    this.#topics.set(topic, made);
    return made;
  }

  /** Lets every consumer look again, such as after `away` was cleared. */
  wake(): void {
    for (const consumer of this.#consumers) consumer.wake();
  }

  /** Resolves when nobody has a message in hand and all that can be handed over was. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      const busy = [...this.#consumers].flatMap((consumer) => consumer.inHand ?? []);
      await Promise.all(busy);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      quiet = busy.length === 0 ? quiet + 1 : 0;
    }
  }

  #append({ topic, messages }: LogBatch): readonly LogPosition[] {
    const partitions = this.partitions(topic);
    const positions = messages.map(({ key, value, headers }) => {
      const partition = key === null
        ? this.#turn++ % partitions.length
        : partitionOfKey(key, partitions.length);
      const offset = partitions[partition]?.length ?? 0;
      partitions[partition]?.push({
        ...{ key, value, offset, timestampMs: this.clock.nowMs() },
        ...(headers === undefined ? {} : { headers }),
      });
      return { partition, offset };
    });
    this.wake();
    return positions;
  }

  #group(id: string): FakeEventGroup {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const made = new FakeEventGroup();
    this.#groups.set(id, made);
    return made;
  }
}
