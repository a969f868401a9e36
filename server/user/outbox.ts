import { type Clock, type EventProducer, type Logger, toNetopsError } from "@netops/core";
import type { AccountRecord } from "@netops/core/contracts";

/** What the outbox works with. */
export interface OutboxOptions {
  readonly kv: Deno.Kv;
  readonly producer: EventProducer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomHex: (bytes: number) => string;
}

const PREFIX = ["outbox"];
const TOPIC = "account";
/** Messages that are sent, and keys that are deleted, at once. */
const MOST_AT_ONCE = 100;

/**
 * What happened to accounts and is still to be told.
 *
 * A record is written in the same commit as the change that it tells of, and deleted when the log has it:
 * so nothing is lost while the log is away or when this process dies. It may be told twice.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #flushing: Promise<void> | undefined;
  #isWanted = false;
  #isAway = false;

  /** Sends nothing yet. */
  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Adds a record to a commit. */
  add(commit: Deno.AtomicOperation, record: AccountRecord): Deno.AtomicOperation {
    // Listed by time; the rest keeps two of one instant apart.
    return commit.set([...PREFIX, record.tsMs, this.#options.randomHex(6)], record);
  }

  /** Tells what is to be told; a call during one that runs makes it look once more. Never rejects. */
  flush(): Promise<void> {
    this.#isWanted = true;
    this.#flushing ??= this.#flushAll().finally(() => this.#flushing = undefined);
    return this.#flushing;
  }

  async #flushAll(): Promise<void> {
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        while (await this.#flushSome() === MOST_AT_ONCE);
      }
      this.#isAway = false;
    } catch (thrown) {
      // The log is away: the records stay, and the next flush tries again. Said once, not each time.
      if (!this.#isAway) {
        this.#options.logger.log("warn", "Cannot tell what happened to accounts yet", {
          reason: toNetopsError(thrown).message,
        });
      }
      this.#isAway = true;
    }
  }

  async #flushSome(): Promise<number> {
    const { kv, producer } = this.#options;
    const entries = await Array.fromAsync(
      kv.list<AccountRecord>({ prefix: PREFIX }, { limit: MOST_AT_ONCE }),
    );
    if (entries.length === 0) return 0;
    // What happened in one instant is told in the order of the commits.
    entries.sort((one, two) => one.versionstamp < two.versionstamp ? -1 : 1);
    const messages = entries.map(({ value }) => ({
      key: value.account,
      value: JSON.stringify(value),
    }));
    await producer.send({ topic: TOPIC, messages });
    const commit = kv.atomic();
    for (const { key } of entries) commit.delete(key);
    await commit.commit();
    return entries.length;
  }
}
