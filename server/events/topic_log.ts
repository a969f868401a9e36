import { type Clock, NetopsError, partitionOfKey } from "@netops/core";
import { type LogBatch, logMessageBytes, type LogPosition } from "@netops/core";
import type { SendAnswer, SendRequest, TopicRequest, TopicView } from "@netops/core/contracts";
import type { Committer } from "./commit.ts";
import { keyOf } from "./assign_partitions.ts";
import { bodyOf, type PartitionHead, type Store, type StoredTopic } from "./store.ts";
import type { WaitBoard } from "./wait_board.ts";

/** How topics are made when nobody said otherwise. */
export interface TopicDefaults {
  readonly partitions: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
}

/** What the log works with. */
export interface TopicLogOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly board: WaitBoard;
  readonly defaults: TopicDefaults;
}

const MOST_TOPICS = 1_000;

/** Appends to topics, and tells where they begin and end. */
export class TopicLog {
  readonly #options: TopicLogOptions;
  #turn = 0;

  /** Works on an open store. */
  constructor(options: TopicLogOptions) {
    this.#options = options;
  }

  /** Every topic with its partitions. */
  topics(): readonly TopicView[] {
    return this.#options.store.topics().map((topic) => this.#view(topic));
  }

  /** One topic. @throws {NetopsError} NOT_FOUND */
  topic(name: string): TopicView {
    return this.#view(this.#stored(name));
  }

  /**
   * Makes a topic, or changes how long it keeps.
   *
   * @throws {NetopsError} CONFLICT when it has another number of partitions, OVERLOADED beyond 1,000 topics
   */
  async ensure(name: string, request: TopicRequest): Promise<TopicView> {
    const { store, committer } = this.#options;
    const known = store.topic(name);
    const isSame = known !== undefined &&
      Object.entries(request).every(([field, value]) =>
        value === undefined || known[field as keyof TopicRequest] === value
      );
    if (isSame) return this.#view(known);
    await committer.submit(() => this.#ensure(name, request));
    return this.topic(name);
  }

  /** How many partitions a topic has; 0 when there is none. */
  partitionsOf(name: string): number {
    return this.#options.store.topic(name)?.partitions ?? 0;
  }

  /** Where a partition ends; 0 when there is none. */
  latest(name: string, partition: number): number {
    const topic = this.#options.store.topic(name);
    return topic === undefined ? 0 : this.#options.store.head(topic.id, partition)?.latest ?? 0;
  }

  /** Appends all batches or none; one that was appended before is only answered again. */
  async send(request: SendRequest): Promise<SendAnswer> {
    const { answer, keys } = await this.#options.committer.submit(() => this.#send(request));
    this.#options.board.changed(keys);
    return answer;
  }

  /** For each partition the first offset whose message is not older than a time. */
  offsetsAt(name: string, atMs: number): readonly number[] {
    const { id } = this.#stored(name);
    return this.#options.store.heads(id).map((head) => this.#offsetAt(id, head, atMs));
  }

  #send({ producer, batches }: SendRequest): { answer: SendAnswer; keys: readonly string[] } {
    const { store, clock } = this.#options;
    const before = store.produced(producer.id);
    if (before?.sequence === producer.sequence) {
      return { answer: JSON.parse(before.answer) as SendAnswer, keys: [] };
    }
    if (before !== undefined && before.sequence > producer.sequence) {
      throw new NetopsError("CONFLICT", "Cannot append an older request after a newer one", {
        details: { producer: producer.id, sequence: producer.sequence },
      });
    }
    const topics = batches.map(({ topic }) => this.#ensure(topic, {}));
    const keys = new Set<string>();
    const answer = {
      batches: batches.map((batch, index) => this.#append(batch, topics[index], keys)),
    };
    const { sequence } = producer;
    store.setProduced(
      producer.id,
      { sequence, answer: JSON.stringify(answer) },
      clock.nowMs(),
    );
    return { answer, keys: [...keys] };
  }

  #append(
    { topic, messages }: LogBatch,
    stored: StoredTopic | undefined,
    keys: Set<string>,
  ): readonly LogPosition[] {
    const { store, clock } = this.#options;
    const { id, partitions } = stored ?? this.#stored(topic);
    // Messages without a key stay together: the whole batch goes to the partition whose turn it is.
    const turn = this.#turn++ % partitions;
    const heads = new Map<number, PartitionHead>();
    const positions = messages.map((message) => {
      const partition = message.key === null ? turn : partitionOfKey(message.key, partitions);
      const head = heads.get(partition) ?? this.#head(id, partition);
      const offset = head.latest;
      const sizeBytes = logMessageBytes(message);
      // Never before the one in front of it, so that a time can be searched for by halves.
      const timestampMs = Math.max(clock.nowMs(), head.lastTimestampMs);
      store.append(id, partition, { offset, timestampMs, sizeBytes, body: bodyOf(message) });
      heads.set(partition, {
        ...head,
        latest: offset + 1,
        sizeBytes: head.sizeBytes + sizeBytes,
        lastTimestampMs: timestampMs,
      });
      return { partition, offset };
    });
    for (const head of heads.values()) {
      store.setHead(id, head);
      keys.add(keyOf({ topic, partition: head.partition }));
    }
    return positions;
  }

  #ensure(name: string, request: TopicRequest): StoredTopic {
    const { store, defaults } = this.#options;
    const known = store.topic(name);
    if (known === undefined) {
      if (store.topics().length >= MOST_TOPICS) {
        throw new NetopsError("OVERLOADED", `Cannot make the topic ${name} as there are 1000`);
      }
      store.addTopic({ ...defaults, ...withoutHoles(request), topic: name });
      return this.#stored(name);
    }
    if (request.partitions !== undefined && request.partitions !== known.partitions) {
      throw new NetopsError(
        "CONFLICT",
        `Cannot change the partitions of ${name} as keys would move to others`,
      );
    }
    const changed = { ...known, ...withoutHoles(request) };
    store.setRetention(changed);
    return changed;
  }

  #offsetAt(topicId: number, head: PartitionHead, atMs: number): number {
    let { earliest: low, latest: high } = head;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const timestampMs = this.#options.store.timestampAt(topicId, head.partition, middle);
      if (timestampMs === undefined || timestampMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #head(topicId: number, partition: number): PartitionHead {
    const head = this.#options.store.head(topicId, partition);
    if (head === undefined) throw new NetopsError("BUG", "Cannot append to an unknown partition");
    return head;
  }

  #stored(name: string): StoredTopic {
    const topic = this.#options.store.topic(name);
    if (topic === undefined) throw new NetopsError("NOT_FOUND", `Cannot find the topic ${name}`);
    return topic;
  }

  #view(topic: StoredTopic): TopicView {
    return {
      topic: topic.topic,
      retentionMs: topic.retentionMs,
      retentionBytes: topic.retentionBytes,
      partitions: this.#options.store.heads(topic.id).map((head) => ({
        partition: head.partition,
        earliest: head.earliest,
        latest: head.latest,
        sizeBytes: head.sizeBytes,
      })),
    };
  }
}

/** What a request leaves out must not overwrite what is there. */
function withoutHoles(request: TopicRequest): Partial<TopicDefaults> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
