import type { LogMessage } from "@netops/core";
import type { LogOffset, LogPartition } from "@netops/core/contracts";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SavedGroup } from "./consumer_group.ts";
import { prepareAll, SCHEMA, type StatementName } from "./statements.ts";
import { storeError } from "./store_error.ts";

/** How to open the log. */
export interface StoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** The most bytes the file may grow to; unbounded when left out. */
  readonly maxBytes?: number;
}

/** A topic as it is stored. */
export interface StoredTopic {
  readonly id: number;
  readonly topic: string;
  readonly partitions: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
}

/** The ends of one partition. */
export interface PartitionHead {
  readonly partition: number;
  readonly earliest: number;
  readonly latest: number;
  readonly sizeBytes: number;
  readonly lastTimestampMs: number;
}

/** A message on the disk; `body` is the JSON of key, value and headers. */
export interface MessageRow {
  readonly offset: number;
  readonly timestampMs: number;
  readonly body: string;
  readonly sizeBytes: number;
}

/** A request of a producer that was appended. */
export interface ProducedRequest {
  readonly sequence: number;
  /** JSON. */
  readonly answer: string;
}

const PAGE_BYTES = 4096;

/** The memory of the log: a SQLite file that this process owns alone. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements: Record<StatementName, StatementSync>;

  /** @throws {NetopsError} CONFLICT when another process owns the file, DISK_FULL, or BUG. */
  constructor(options: StoreOptions) {
    this.#db = new DatabaseSync(options.path, { timeout: 1_000 });
    try {
      this.#db.exec(`pragma page_size = ${PAGE_BYTES}; ${SCHEMA}`);
      if (options.maxBytes !== undefined) {
        this.#db.exec(`pragma max_page_count = ${Math.ceil(options.maxBytes / PAGE_BYTES)}`);
      }
      this.#statements = prepareAll(this.#db);
    } catch (thrown) {
      this.#db.close();
      throw storeError(thrown);
    }
  }

  /**
   * Runs `work` as one transaction that is on the disk when this returns.
   *
   * @throws {NetopsError} DISK_FULL and the like; nothing of `work` happened then.
   */
  transaction<T>(work: () => T): T {
    try {
      this.#statements.begin.run();
      const result = work();
      this.#statements.commit.run();
      return result;
    } catch (thrown) {
      // SQLite ends the transaction by itself after some errors.
      if (this.#db.isTransaction) this.#db.exec("rollback");
      throw storeError(thrown);
    }
  }

  /** All topics by name. */
  topics(): readonly StoredTopic[] {
    return this.#statements.topics.all() as unknown as StoredTopic[];
  }

  /** One topic, or undefined. */
  topic(name: string): StoredTopic | undefined {
    return this.#statements.topic.get(name) as unknown as StoredTopic | undefined;
  }

  /** Makes a topic; inside a transaction. */
  addTopic(topic: Omit<StoredTopic, "id">): void {
    const { partitions, retentionMs, retentionBytes } = topic;
    const { lastInsertRowid } = this.#statements.addTopic.run(
      ...[topic.topic, partitions, retentionMs, retentionBytes],
    );
    for (let partition = 0; partition < partitions; partition++) {
      this.#statements.addPartition.run(Number(lastInsertRowid), partition);
    }
  }

  /** Changes how long a topic keeps; inside a transaction. */
  setRetention({ id, retentionMs, retentionBytes }: StoredTopic): void {
    this.#statements.setRetention.run(retentionMs, retentionBytes, id);
  }

  /** The ends of every partition of a topic. */
  heads(topicId: number): readonly PartitionHead[] {
    return this.#statements.heads.all(topicId) as unknown as PartitionHead[];
  }

  /** The ends of one partition, or undefined. */
  head(topicId: number, partition: number): PartitionHead | undefined {
    return this.#statements.head.get(topicId, partition) as unknown as PartitionHead | undefined;
  }

  /** Moves the ends of a partition; inside a transaction. */
  setHead(topicId: number, head: PartitionHead): void {
    const { partition, earliest, latest, sizeBytes, lastTimestampMs } = head;
    const values = [earliest, latest, sizeBytes, lastTimestampMs, topicId, partition];
    this.#statements.setHead.run(...values);
  }

  /** Appends one message; inside a transaction. */
  append(topicId: number, partition: number, message: MessageRow): void {
    const { offset, timestampMs, sizeBytes, body } = message;
    this.#statements.append.run(topicId, partition, offset, timestampMs, sizeBytes, body);
  }

  /** Reads messages in order, from an offset on. */
  *read(topicId: number, partition: number, offset: number): Generator<MessageRow> {
    yield* this.#statements.read.iterate(
      ...[topicId, partition, offset],
    ) as Iterable<unknown> as Iterable<MessageRow>;
  }

  /** The oldest messages of a partition without their bodies, at most 1,000. */
  oldest(topicId: number, partition: number): readonly Omit<MessageRow, "body">[] {
    return this.#statements.oldest.all(topicId, partition) as unknown as MessageRow[];
  }

  /** When the message at an offset was appended, or undefined. */
  timestampAt(topicId: number, partition: number, offset: number): number | undefined {
    const row = this.#statements.timestampAt.get(topicId, partition, offset);
    return row === undefined ? undefined : Number(row["timestampMs"]);
  }

  /** Deletes all messages before an offset; inside a transaction. */
  deleteBefore(topicId: number, partition: number, offset: number): void {
    this.#statements.deleteBefore.run(topicId, partition, offset);
  }

  /** The last request of a producer, or undefined. */
  produced(id: string): ProducedRequest | undefined {
    return this.#statements.produced.get(id) as unknown as ProducedRequest | undefined;
  }

  /** Remembers the last request of a producer; inside a transaction. */
  setProduced(id: string, request: ProducedRequest, atMs: number): void {
    this.#statements.setProduced.run(id, request.sequence, request.answer, atMs);
  }

  /** Forgets producers that were not heard since; inside a transaction. */
  forgetProducers(beforeMs: number): void {
    this.#statements.forgetProducers.run(beforeMs);
  }

  /** Every group that was saved. */
  groups(): readonly { readonly group: string; readonly state: SavedGroup }[] {
    return this.#statements.groups.all().map((row) => ({
      group: String(row["name"]),
      state: JSON.parse(String(row["state"])) as SavedGroup,
    }));
  }

  /** Saves a group; inside a transaction. */
  saveGroup(group: string, state: SavedGroup): void {
    this.#statements.saveGroup.run(group, JSON.stringify(state));
  }

  /** The committed offsets of a group. */
  committed(group: string): readonly LogOffset[] {
    return this.#statements.committed.all(group) as unknown as LogOffset[];
  }

  /** The committed offset of one partition, or undefined. */
  committedAt(group: string, { topic, partition }: LogPartition): number | undefined {
    const row = this.#statements.committedAt.get(group, topic, partition);
    return row === undefined ? undefined : Number(row["offset"]);
  }

  /** Commits an offset; inside a transaction. */
  setCommitted(group: string, { topic, partition, offset }: LogOffset): void {
    this.#statements.setCommitted.run(group, topic, partition, offset);
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }
}

/** The JSON of key, value and headers: SQLite would cut a text at its first NUL. */
export function bodyOf({ key, value, headers }: LogMessage): string {
  return JSON.stringify({ key, value, ...(headers === undefined ? {} : { headers }) });
}
