import type { Clock } from "@netops/core";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { openError, recordTrouble } from "./record_error.ts";
import { APPLICATION_ID, PRAGMAS, SCHEMA, SCHEMA_VERSION } from "./record_schema.ts";
import { type AsideReason, setAside } from "./set_aside.ts";

/** How to open the file. */
export interface RecordDatabaseOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  /** The file never grows beyond this, whatever retention does. */
  readonly hardBytes: number;
  /** Hears that a file could not be used, and where it is now. */
  readonly onAside: (reason: AsideReason, path: string) => void;
}

/** A value that SQLite takes. */
export type SqlValue = string | number | null;

/** A statement whose rows are arrays, which are made three times as fast as objects. */
export interface ArrayStatement {
  all(...values: SqlValue[]): SqlValue[][];
}

const PAGE_BYTES = 4_096;

/** The SQLite file of the records: owned by this process alone, made anew when it cannot be used. */
export class RecordDatabase {
  readonly #options: RecordDatabaseOptions;
  readonly #statements = new Map<string, StatementSync>();
  #db: DatabaseSync;

  /** Opens or makes the file. @throws {NetopsError} CONFLICT, DISK_FULL, HOME_NOT_WRITABLE */
  constructor(options: RecordDatabaseOptions) {
    this.#options = options;
    this.#db = this.#open();
  }

  /** A statement, prepared once; for texts that are written in this folder. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** A statement that is used for one query only. */
  prepareOnce(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  /** A statement that is used for one query only, and answers arrays. */
  prepareArrays(sql: string): ArrayStatement {
    const statement = this.#db.prepare(sql) as unknown as ArrayStatement & {
      setReturnArrays(enabled: boolean): void;
    };
    statement.setReturnArrays(true);
    return statement;
  }

  /** Runs `work` as one transaction: all of it happened when this returns, nothing when it throws. */
  transaction<T>(work: () => T): T {
    this.prepare("begin immediate").run();
    try {
      const result = work();
      this.prepare("commit").run();
      return result;
    } catch (thrown) {
      // SQLite ends the transaction by itself after some errors.
      if (this.#db.isTransaction) this.#db.exec("rollback");
      throw thrown;
    }
  }

  /** A number of SQLite's own, such as `page_count`. */
  pragma(name: string): number {
    return Number(Object.values(this.prepare(`pragma ${name}`).get() ?? {})[0] ?? 0);
  }

  /** Bytes that hold something: free pages are used again before the file grows. */
  usedBytes(): number {
    return (this.pragma("page_count") - this.pragma("freelist_count")) * PAGE_BYTES;
  }

  /** Sets the file aside and goes on with a new one; for one that turned out to be broken. */
  startAnew(reason: AsideReason): void {
    this.close();
    this.#aside(reason);
    this.#db = this.#open();
  }

  /** Closes the file. */
  close(): void {
    this.#statements.clear();
    try {
      this.#db.close();
    } catch {
      // A file that broke is of no more use.
    }
  }

  #open(): DatabaseSync {
    const first = this.#tryOpen();
    if (first.db !== undefined) return first.db;
    this.#aside(first.reason);
    const second = this.#tryOpen();
    if (second.db !== undefined) return second.db;
    throw openError(this.#options.path, new Error(second.reason));
  }

  #aside(reason: AsideReason): void {
    const { path, clock, onAside } = this.#options;
    if (path !== ":memory:") onAside(reason, setAside(path, reason, clock.nowMs()));
  }

  #tryOpen(): { readonly db: DatabaseSync } | {
    readonly db: undefined;
    readonly reason: AsideReason;
  } {
    const { path, hardBytes } = this.#options;
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(path, { timeout: 1_000 });
      db.exec(PRAGMAS);
      const reason = complaint(db);
      if (reason !== undefined) {
        db.close();
        return { db: undefined, reason };
      }
      db.exec(`pragma max_page_count = ${Math.ceil(hardBytes / PAGE_BYTES)}`);
      return { db };
    } catch (thrown) {
      db?.close();
      const trouble = recordTrouble(thrown);
      if (trouble !== "corrupt" && trouble !== "foreign") throw openError(path, thrown);
      return { db: undefined, reason: trouble };
    }
  }
}

/** Makes the tables of a new file; says what is wrong with one that is not ours. */
function complaint(db: DatabaseSync): AsideReason | undefined {
  const number = (name: string) => Number(db.prepare(`pragma ${name}`).get()?.[name] ?? 0);
  const tables = Number(db.prepare("select count(*) as n from sqlite_master").get()?.["n"]);
  if (tables > 0) {
    if (number("application_id") !== APPLICATION_ID) return "foreign";
    return number("user_version") === SCHEMA_VERSION ? undefined : "other-version";
  }
  db.exec(`begin immediate; pragma application_id = ${APPLICATION_ID};
    ${SCHEMA}; pragma user_version = ${SCHEMA_VERSION}; commit`);
  return undefined;
}
