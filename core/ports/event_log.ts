/** One message to append; the key decides the partition. */
export interface LogMessage {
  readonly key: string | null;
  /** JSON text, usually. */
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One message as it stands in the log. */
export interface StoredMessage extends LogMessage {
  readonly offset: number;
  readonly timestampMs: number;
}

/** A message and where it stands. */
export interface DeliveredMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: StoredMessage;
}

/** Messages that go to one topic together. */
export interface LogBatch {
  readonly topic: string;
  readonly messages: readonly LogMessage[];
}

/** Where a message was appended. */
export interface LogPosition {
  readonly partition: number;
  readonly offset: number;
}

/** Appends messages. The shape of a Kafka producer, so that a Kafka driver fits. */
export interface EventProducer {
  /**
   * Appends all messages, durable when it resolves.
   *
   * Batches of one producer are appended in the order of the calls, each once: a batch whose answer got
   * lost is sent again under its number, and the log knows it.
   *
   * @throws {NetopsError} UNREACHABLE, TIMED_OUT, TOO_LARGE, DISK_FULL, REQUEST_INVALID
   */
  send(batch: LogBatch): Promise<readonly LogPosition[]>;
  /** Sends what waits; later calls of `send` fail. */
  close(): Promise<void>;
}

/** How a consumer reads. */
export interface ConsumerOptions {
  readonly topics: readonly string[];
  /** Members of one group share the partitions and commit offsets; without a group one reads all alone. */
  readonly groupId?: string;
  /** Where to begin without a committed offset; false: only what comes from now on. */
  readonly fromBeginning?: boolean;
}

/** Where to go on reading. */
export interface SeekTarget {
  readonly topic: string;
  /** All partitions of the topic when left out. */
  readonly partition?: number;
  /** The first message, the next one that comes, an offset, or the first one that is not older. */
  readonly to: "beginning" | "end" | { readonly offset: number } | { readonly timestampMs: number };
}

/** Reads messages in the order of each partition, at least once. */
export interface EventConsumer {
  /**
   * Hands over messages one after the other until closed. A handler that throws gets the message again;
   * the offset is committed after it resolved. Rides over an events process that is away.
   */
  run(handle: (delivered: DeliveredMessage) => Promise<void> | void): void;
  /** Resolves when it knows its partitions and reads for the first time; only after `run` was called. */
  readonly ready: Promise<void>;
  /** Reads those of its partitions on from another place: replay. Call it when it is ready. */
  seek(target: SeekTarget): Promise<void>;
  /** Leaves the group; what was handled is committed. */
  close(): Promise<void>;
}

/** A durable log of topics. */
export interface EventLog {
  producer(): EventProducer;
  consumer(options: ConsumerOptions): EventConsumer;
}
