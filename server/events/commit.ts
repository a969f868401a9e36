import { NetopsError, toNetopsError } from "@netops/core";

/** What a committer works with. */
export interface CommitterOptions {
  /** Runs work as one transaction that is on the disk when it returns. */
  readonly transaction: <T>(work: () => T) => T;
  /** Runs the commit after the requests that arrived together were read. */
  readonly defer: (run: () => void) => void;
  /** Hears after each commit how many works shared it. */
  readonly onCommit: (works: number) => void;
}

/** The most works of one transaction, so that no commit keeps readers waiting for long. */
export const MAX_BATCH = 200;

interface Waiting {
  run(): void;
  resolve(): void;
  reject(error: NetopsError): void;
}

/**
 * Commits in groups: all works that wait go into one transaction and share its one flush to the disk.
 *
 * Each is answered only after the flush. They run in the order of arrival, so the outcome is as if each
 * had been alone. A work that refuses must do so before it writes.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #waiting: Waiting[] = [];
  #scheduled = false;

  /** Makes a committer. */
  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Resolves with what `work` gave when that is on the disk. @throws {NetopsError} what stopped it. */
  submit<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: { readonly value: T } | { readonly refusal: NetopsError };
      const run = () => {
        outcome = attempt(work);
      };
      const answer = () => "value" in outcome ? resolve(outcome.value) : reject(outcome.refusal);
      this.#waiting.push({ run, resolve: answer, reject });
      this.#schedule();
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const batch = this.#waiting.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    if (this.#waiting.length > 0) this.#schedule();
    try {
      this.#options.transaction(() => batch.forEach((waiting) => waiting.run()));
    } catch (thrown) {
      const error = toNetopsError(thrown);
      return batch.forEach((waiting) => waiting.reject(error));
    }
    batch.forEach((waiting) => waiting.resolve());
    this.#options.onCommit(batch.length);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.defer(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}

/** A refusal is this work's own business; the rest, such as a full disk, ends the transaction. */
function attempt<T>(work: () => T): { readonly value: T } | { readonly refusal: NetopsError } {
  try {
    return { value: work() };
  } catch (thrown) {
    const isRefusal = thrown instanceof NetopsError &&
      ["CONFLICT", "NOT_FOUND", "REQUEST_INVALID", "OVERLOADED"].includes(thrown.code);
    if (isRefusal) return { refusal: thrown };
    throw thrown;
  }
}
