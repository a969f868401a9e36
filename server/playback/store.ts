import { NetopsError, type Timer } from "@netops/core";
import type { StreamBook } from "./streams.ts";

/** The sessions of an account, the version they were read in, and where the profile stopped. */
export interface StreamsEntry {
  readonly book: StreamBook;
  readonly versionstamp: string | null;
  readonly positionMs: number;
}

/** A position to keep; 0 is the beginning, and is not kept. */
export interface Position {
  readonly profileId: string;
  readonly titleId: string;
  readonly positionMs: number;
}

/** What a change makes of a book; without a book nothing is written. */
export interface Change<T> {
  readonly result: T;
  readonly book?: StreamBook | undefined;
  readonly position?: Position | undefined;
}

const MOST_TRIES = 20;
const BOOK_LIFE_MS = 86_400_000;
const POSITION_LIFE_MS = 365 * 86_400_000;
/** kv restarts in half a second; beyond this nobody waits for a play. */
const PATIENCE_MS = 5_000;

/**
 * Keeps the sessions of an account in one entry, and the positions of its profiles:
 *
 * ```text
 * streams/<account>          position/<account>/<profileId>/<titleId>
 * ```
 * A change names the version it was made from, so that two plays never take the same place.
 */
export class PlaybackStore {
  readonly #kv: Deno.Kv;
  readonly #timer: Timer;

  /** Works on an open database; `timer` bounds how long it is waited for. */
  constructor(kv: Deno.Kv, timer: Timer) {
    this.#kv = kv;
    this.#timer = timer;
  }

  /** Reads the sessions of an account and one position, in one round trip. */
  async read(
    account: string,
    { profileId, titleId }: { readonly profileId: string; readonly titleId: string },
  ): Promise<StreamsEntry> {
    const keys = [["streams", account], ["position", account, profileId, titleId]] as const;
    const [streams, position] = await this.#soon(
      this.#kv.getMany<[StreamBook, number]>(keys),
    );
    const { value, versionstamp } = streams;
    return { book: value ?? [], versionstamp, positionMs: position.value ?? 0 };
  }

  /**
   * Changes the sessions of an account; `change` may be asked several times and must be pure. What was read
   * before may be given as the first state to try.
   *
   * @throws {NetopsError} OVERLOADED
   */
  async change<T>(
    account: string,
    change: (book: StreamBook) => Change<T>,
    read?: StreamsEntry,
  ): Promise<T> {
    let entry: Pick<StreamsEntry, "book" | "versionstamp"> = read ?? await this.#book(account);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { result, book, position } = change(entry.book);
      if (book === undefined && position === undefined) return result;
      const key = ["streams", account];
      let write = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp })
        .set(key, book ?? entry.book, { expireIn: BOOK_LIFE_MS });
      if (position !== undefined) write = withPosition(write, account, position);
      if ((await this.#soon(write.commit())).ok) return result;
      entry = await this.#book(account);
    }
    throw new NetopsError("OVERLOADED", "Cannot change the sessions as they change all the time");
  }

  /** Yields the sessions of every account. */
  async *all(): AsyncGenerator<{ readonly account: string; readonly book: StreamBook }> {
    for await (const { key, value } of this.#kv.list<StreamBook>({ prefix: ["streams"] })) {
      yield { account: String(key[1]), book: value };
    }
  }

  /** Forgets an account. */
  async erase(account: string): Promise<void> {
    await this.#kv.delete(["streams", account]);
    for await (const { key } of this.#kv.list({ prefix: ["position", account] })) {
      await this.#kv.delete(key);
    }
  }

  async #book(account: string): Promise<Pick<StreamsEntry, "book" | "versionstamp">> {
    const { value, versionstamp } = await this.#soon(
      this.#kv.get<StreamBook>(["streams", account]),
    );
    return { book: value ?? [], versionstamp };
  }

  /** Deno's client waits for ever for a database that is away; a viewer does not. */
  async #soon<T>(work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const cancel = this.#timer.after(
      PATIENCE_MS,
      () =>
        late.reject(
          new NetopsError("OVERLOADED", "Cannot wait longer for the database of sessions"),
        ),
    );
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      cancel();
    }
  }
}

function withPosition(
  write: Deno.AtomicOperation,
  account: string,
  { profileId, titleId, positionMs }: Position,
): Deno.AtomicOperation {
  const key = ["position", account, profileId, titleId];
  return positionMs > 0
    ? write.set(key, positionMs, { expireIn: POSITION_LIFE_MS })
    : write.delete(key);
}
