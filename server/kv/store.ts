import { NetopsError } from "@netops/core";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { isSingleKey } from "./key_range.ts";
import type { Entry } from "./wire/answers.ts";
import type { ReadRange, Value } from "./wire/requests.ts";

/** How to open a database. */
export interface StoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** The most bytes the file may grow to; unbounded when left out. */
  readonly maxBytes?: number;
}

/** A value with the number of the commit that wrote it. */
export interface StoredValue extends Value {
  readonly version: number;
}

/** A value to store. */
export interface NewValue extends Value {
  readonly version: number;
  /** When it ends, in ms since 1970, or null. */
  readonly expireAtMs: number | null;
}

interface Row {
  k: Uint8Array;
  v: Uint8Array;
  encoding: number;
  version: number;
}

const PAGE_BYTES = 4096;
// EXCLUSIVE: one process owns the file and the kernel sees to it; FULL: a commit is on the disk
// before it is acknowledged, so that not even a power cut loses it.
const SCHEMA = `
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table if not exists kv (
    k blob not null primary key,
    v blob not null,
    encoding integer not null,
    version integer not null,
    expire_at_ms integer
  ) without rowid;
  create index if not exists kv_expiry on kv (expire_at_ms) where expire_at_ms is not null;
  create table if not exists counter (id integer primary key check (id = 0), version integer not null);
  insert or ignore into counter values (0, 0);
`;
const ALIVE = "(expire_at_ms is null or expire_at_ms > ?)";
const SCAN =
  `select k, v, encoding, version from kv where k >= ? and k < ? and ${ALIVE} order by k`;

/** The memory of one database: a SQLite file that this process owns alone. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements: Record<
    | "scan"
    | "scanReverse"
    | "get"
    | "put"
    | "delete"
    | "bump"
    | "sweep"
    | "nextExpiry"
    | "begin"
    | "commit",
    StatementSync
  >;

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

  /** Reads ranges from one snapshot; what expired at `nowMs` is not there. */
  read(ranges: readonly ReadRange[], nowMs: number): Entry[][] {
    try {
      return ranges.map((range) => this.#readRange(range, nowMs));
    } catch (thrown) {
      throw storeError(thrown);
    }
  }

  /** Reads one key, or undefined. */
  get(key: Uint8Array, nowMs: number): StoredValue | undefined {
    const row = this.#statements.get.get(key, nowMs) as unknown as Row | undefined;
    return row && { data: row.v, encoding: row.encoding, version: row.version };
  }

  /** Writes one key; only inside a transaction. */
  put(key: Uint8Array, value: NewValue): void {
    const { data, encoding, version, expireAtMs } = value;
    this.#statements.put.run(key, data, encoding, version, expireAtMs);
  }

  /** Deletes one key; only inside a transaction. */
  delete(key: Uint8Array): void {
    this.#statements.delete.run(key);
  }

  /** Takes the next commit number; only inside a transaction, so that it is never given twice. */
  nextVersion(): number {
    return (this.#statements.bump.get() as { version: number }).version;
  }

  /**
   * Runs `work` as one transaction that is on the disk when this returns.
   *
   * @throws {NetopsError} DISK_FULL, OVERLOADED or BUG; nothing of `work` happened then.
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

  /** Runs `work` so that it happens as a whole or, when it throws, not at all; inside a transaction. */
  attempt<T>(work: () => T): T {
    this.#db.exec("savepoint attempt");
    try {
      const result = work();
      this.#db.exec("release attempt");
      return result;
    } catch (thrown) {
      if (this.#db.isTransaction) this.#db.exec("rollback to attempt; release attempt");
      throw thrown;
    }
  }

  /** Deletes at most 1,000 keys that expired and returns them. */
  sweep(nowMs: number): Uint8Array[] {
    const next = this.#statements.nextExpiry.get() as { at: number | null };
    if (next.at === null || next.at > nowMs) return [];
    return this.transaction(() =>
      (this.#statements.sweep.all(nowMs) as unknown as Row[]).map((row) => row.k)
    );
  }

  /** How safe a commit is: the journal, and the level of flushing (2 is FULL). */
  durability(): { readonly journal: string; readonly synchronous: number } {
    const { journal_mode } = this.#db.prepare("pragma journal_mode").get() as {
      journal_mode: string;
    };
    const { synchronous } = this.#db.prepare("pragma synchronous").get() as { synchronous: number };
    return { journal: journal_mode, synchronous };
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }

  #readRange(range: ReadRange, nowMs: number): Entry[] {
    if (isSingleKey(range)) {
      const value = this.get(range.start, nowMs);
      return value === undefined ? [] : [{ key: range.start, ...value }];
    }
    const scan = range.reverse ? this.#statements.scanReverse : this.#statements.scan;
    const rows = scan.all(range.start, range.end, nowMs, range.limit) as unknown as Row[];
    return rows.map(({ k, v, encoding, version }) => ({ key: k, data: v, encoding, version }));
  }
}

function prepareAll(db: DatabaseSync) {
  return {
    begin: db.prepare("begin immediate"),
    commit: db.prepare("commit"),
    scan: db.prepare(`${SCAN} limit ?`),
    scanReverse: db.prepare(`${SCAN} desc limit ?`),
    get: db.prepare(`select v, encoding, version from kv where k = ? and ${ALIVE}`),
    put: db.prepare(
      "insert into kv values (?, ?, ?, ?, ?) on conflict (k) do update set v = excluded.v, " +
        "encoding = excluded.encoding, version = excluded.version, expire_at_ms = excluded.expire_at_ms",
    ),
    delete: db.prepare("delete from kv where k = ?"),
    bump: db.prepare("update counter set version = version + 1 returning version"),
    sweep: db.prepare(
      "delete from kv where k in (select k from kv where expire_at_ms <= ? order by expire_at_ms " +
        "limit 1000) returning k",
    ),
    nextExpiry: db.prepare(
      "select min(expire_at_ms) as at from kv where expire_at_ms is not null",
    ),
  };
}

// Primary result codes of SQLite. Source: https://sqlite.org/rescode.html
const SQLITE = { BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, FULL: 13, CANTOPEN: 14 } as const;

function resultCode(thrown: unknown): number {
  const { errcode, message } = thrown as { errcode?: number; message?: string };
  // Deno leaves the code out when `exec` fails, so the one that opening can meet is read from its text.
  if (errcode === undefined && message === "database is locked") return SQLITE.BUSY;
  return Number(errcode ?? 0) & 0xff;
}

function storeError(thrown: unknown): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  const code = resultCode(thrown);
  if (code === SQLITE.BUSY || code === SQLITE.LOCKED) {
    return new NetopsError(
      "CONFLICT",
      "Cannot open the database as another process owns its file",
      {
        cause: thrown,
      },
    );
  }
  if (code === SQLITE.FULL || code === SQLITE.IOERR || code === SQLITE.READONLY) {
    return new NetopsError(
      "DISK_FULL",
      "Cannot write to the database as the disk is full or failing",
      {
        cause: thrown,
        fix: "free some space; reads go on meanwhile",
      },
    );
  }
  if (code === SQLITE.CANTOPEN) {
    return new NetopsError("HOME_NOT_WRITABLE", "Cannot open the database as its folder refuses", {
      cause: thrown,
    });
  }
  return new NetopsError("BUG", `Cannot use the database as ${String(thrown)}`, { cause: thrown });
}
