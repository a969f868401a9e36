import { type Logger, NetopsError, type Timer, toNetopsError } from "@netops/core";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import type { RecordChange } from "./record_change.ts";
import {
  type Committed,
  type ExecutionStore,
  isSuperseded,
  type StoredExecution,
} from "./store.ts";

/** What writing works with. */
export interface WriterParts {
  readonly store: ExecutionStore;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly onCommit: (committed: Committed) => void;
  readonly onSuperseded: () => void;
}

/** How a change is written. */
export interface WriteOptions {
  /** With false whoever asks hears at once that the database does not answer. */
  readonly isPatient?: boolean;
}

/** One try at a commit: what was written, with what else it wrote; undefined when another one wrote meanwhile. */
export type Attempt = (stored: StoredExecution) => Promise<readonly Committed[] | undefined>;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * Writes the changes of one execution, one after the other.
 *
 * A change is made of what is stored, and anew where somebody else wrote meanwhile. While the database is
 * away it is kept and tried again: what was done in the world has to be stored before more is done.
 */
export class RecordWriter {
  readonly #parts: WriterParts;
  readonly #stopping = new AbortController();
  #stored: StoredExecution;
  #last: Promise<unknown> = Promise.resolve();

  /** Begins with what is stored. */
  constructor(stored: StoredExecution, parts: WriterParts) {
    this.#stored = stored;
    this.#parts = parts;
  }

  /** The execution as it was stored last. */
  get record(): ExecutionRecord {
    return this.#stored.record;
  }

  /** Writes nothing any more. */
  close(): void {
    this.#stopping.abort(new NetopsError("NOT_RUNNING", "The conductor stops"));
  }

  /** Stores a change; one that changes nothing is not written. @throws what `make` throws, TOO_LARGE */
  async change(
    make: (record: ExecutionRecord) => RecordChange,
    options: WriteOptions = {},
  ): Promise<void> {
    await this.write(async (stored) => {
      const change = make(stored.record);
      if (isNothing(change, stored.record)) return [];
      const committed = await this.#parts.store.commit(stored, change);
      return committed === undefined ? undefined : [committed];
    }, options);
  }

  /** Tries until it is written, when all that was asked for before is. */
  async write(attempt: Attempt, options: WriteOptions = {}): Promise<readonly Committed[]> {
    const written = this.#last.then(() => this.#write(attempt, options));
    this.#last = written.catch(() => undefined);
    return await written;
  }

  /** Reads what is stored, as somebody else wrote it. */
  async reload(): Promise<void> {
    await this.write(async () => {
      await this.#read();
      return [];
    });
  }

  async #write(
    attempt: Attempt,
    { isPatient = true }: WriteOptions,
  ): Promise<readonly Committed[]> {
    for (let tries = 0;; tries++) {
      this.#stopping.signal.throwIfAborted();
      try {
        const committed = await attempt(this.#stored);
        if (committed !== undefined) return this.#take(committed);
        await this.#read();
      } catch (thrown) {
        const error = this.#failureOf(thrown);
        if (!isPatient || !isAway(error)) throw error;
        this.#log(error, tries);
        const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
        await this.#parts.timer.sleep(waitMs, this.#stopping.signal);
      }
    }
  }

  #take(committed: readonly Committed[]): readonly Committed[] {
    const [own] = committed;
    if (own === undefined) return committed;
    this.#stored = own.stored;
    this.#parts.onCommit(own);
    return committed;
  }

  async #read(): Promise<void> {
    const stored = await this.#parts.store.read(this.record.id);
    if (stored === undefined) {
      throw new NetopsError("NOT_FOUND", `Cannot find ${this.record.id} any more`);
    }
    this.#stored = stored;
  }

  #failureOf(thrown: unknown): NetopsError {
    if (isSuperseded(thrown)) {
      this.close();
      this.#parts.onSuperseded();
    }
    return toNetopsError(thrown);
  }

  #log(error: NetopsError, tries: number): void {
    const message = `Cannot store ${this.record.id} yet: ${error.message}`;
    this.#parts.logger.log(tries === 0 ? "warn" : "debug", message, { code: error.code });
  }
}

/** Whether the database failed, and not what was asked of it; its client says some of that in words only. */
function isAway({ code, cause }: NetopsError): boolean {
  return code === "UNREACHABLE" || code === "TIMED_OUT" || code === "DISK_FULL" ||
    code === "BUG" && cause instanceof TypeError;
}

/** Nothing happened, and nothing is different but when it is looked at next. */
function isNothing({ record, events }: RecordChange, before: ExecutionRecord): boolean {
  return events.length === 0 && (record === before || essence(record) === essence(before));
}

function essence(record: ExecutionRecord): string {
  return JSON.stringify(record, (name, value) => name === "wakeAtMs" ? undefined : value);
}
