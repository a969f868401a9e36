import { NetopsError, toNetopsError } from "@netops/core";
import type { Clock } from "@netops/core";
import { type AppliedWrite, applyWrite } from "./apply_write.ts";
import type { Store } from "./store.ts";
import type { WriteOutcome } from "./wire/answers.ts";
import type { AtomicWrite } from "./wire/requests.ts";

/** What a committer works with. */
export interface CommitterOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Runs the commit after the requests that arrived together were read. */
  readonly defer: (run: () => void) => void;
  /** Hears the keys of each batch once they are on the disk. */
  readonly onCommit: (keys: readonly Uint8Array[], writes: number) => void;
}

/** The most writes of one transaction, so that no commit keeps readers waiting for long. */
export const MAX_BATCH = 500;

interface Waiting {
  readonly write: AtomicWrite;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: NetopsError) => void;
}

/**
 * Commits writes in groups: all that wait go into one transaction and share its one flush to the disk.
 *
 * A write is answered only after the flush. Each keeps its own versionstamp, its own checks and its
 * own failure; they are applied in order of arrival, so the outcome is as if each had been alone.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #waiting: Waiting[] = [];
  #scheduled = false;

  /** Makes a committer over an open store. */
  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the write is on the disk, or was refused by its checks.
   *
   * @throws {NetopsError} REQUEST_INVALID for a mutation that does not fit, DISK_FULL and the like.
   */
  submit(write: AtomicWrite): Promise<WriteOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<WriteOutcome>();
    this.#waiting.push({ write, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** Commits what waits, now. */
  flush(): void {
    const batch = this.#waiting.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    if (this.#waiting.length > 0) this.#schedule();
    const results = this.#commit(batch);
    const keys = results.flatMap((result) => result instanceof NetopsError ? [] : result.keys);
    results.forEach((result, index) => {
      const waiting = batch[index] as Waiting;
      if (result instanceof NetopsError) waiting.reject(result);
      else waiting.resolve(result.outcome);
    });
    if (keys.length > 0) this.#options.onCommit(keys, batch.length);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.defer(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #commit(batch: readonly Waiting[]): readonly (AppliedWrite | NetopsError)[] {
    const { store, clock } = this.#options;
    const nowMs = clock.nowMs();
    try {
      return store.transaction(() => batch.map(({ write }) => tryWrite(store, write, nowMs)));
    } catch (thrown) {
      const error = toNetopsError(thrown);
      return batch.map(() => error);
    }
  }
}

function tryWrite(store: Store, write: AtomicWrite, nowMs: number): AppliedWrite | NetopsError {
  try {
    return applyWrite(store, write, nowMs);
  } catch (thrown) {
    // Only a mutation that does not fit is this write's own business; the rest ends the transaction.
    if (thrown instanceof NetopsError && thrown.code === "REQUEST_INVALID") return thrown;
    throw thrown;
  }
}
