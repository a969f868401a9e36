import type { Clock } from "@netops/core";
import { Committer } from "./commit.ts";
import { Store, type StoreOptions } from "./store.ts";
import { WatchBoard } from "./watch_board.ts";
import { watchStream } from "./watch_stream.ts";
import type { Entry, WriteOutcome } from "./wire/answers.ts";
import type { AtomicWrite, ReadRange } from "./wire/requests.ts";

/** What an open database works with. */
export interface DatabaseOptions extends StoreOptions {
  readonly clock: Clock;
  readonly defer: (run: () => void) => void;
  readonly onBatch: (writes: number) => void;
}

/** One open database: its store, its committer and who watches it. */
export class Database {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #committer: Committer;
  readonly #board = new WatchBoard();

  /** Opens or makes it. @throws {NetopsError} when its file cannot be opened or is owned by another. */
  constructor(options: DatabaseOptions) {
    this.#store = new Store(options);
    this.#clock = options.clock;
    this.#committer = new Committer({
      store: this.#store,
      clock: options.clock,
      defer: options.defer,
      onCommit: (keys, writes) => {
        this.#board.changed(keys);
        options.onBatch(writes);
      },
    });
  }

  /** How many watches are open. */
  get watchCount(): number {
    return this.#board.size;
  }

  /** Reads ranges from one snapshot. */
  read(ranges: readonly ReadRange[]): Entry[][] {
    return this.#store.read(ranges, this.#clock.nowMs());
  }

  /** Writes; resolves when it is on the disk. */
  write(write: AtomicWrite): Promise<WriteOutcome> {
    return this.#committer.submit(write);
  }

  /** Streams the state of keys until the reader leaves or `signal` aborts. */
  watch(keys: readonly Uint8Array[], signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
    const read = (wanted: readonly Uint8Array[]) => this.#readKeys(wanted);
    return watchStream({ keys, board: this.#board, read, signal });
  }

  /** Deletes what expired and tells the watchers. */
  sweep(): void {
    this.#board.changed(this.#store.sweep(this.#clock.nowMs()));
  }

  /** Shows the watchers that this side lives. */
  ping(): void {
    this.#board.ping();
  }

  /** Commits what waits and closes the file. */
  close(): void {
    this.#committer.flush();
    this.#store.close();
  }

  #readKeys(keys: readonly Uint8Array[]): (Entry | undefined)[] {
    const nowMs = this.#clock.nowMs();
    return keys.map((key) => {
      const value = this.#store.get(key, nowMs);
      return value && { key, ...value };
    });
  }
}
