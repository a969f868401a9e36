import { NetopsError } from "@netops/core";
import { EventTable } from "./event_table.ts";
import { LogTable } from "./log_table.ts";
import { RecordDatabase, type RecordDatabaseOptions } from "./record_database.ts";
import { openError, type RecordTrouble, recordTrouble } from "./record_error.ts";
import type { OnDrop } from "./record_rows.ts";
import type { AsideReason } from "./set_aside.ts";
import { SpanTable } from "./span_table.ts";
import { TailSampling } from "./tail_sampling.ts";
import { TailTable } from "./tail_table.ts";

/** How to open the file. */
export interface RecordFileOptions extends RecordDatabaseOptions {
  readonly onDrop: OnDrop;
}

/** The tables of the file. */
export interface RecordTables {
  readonly logs: LogTable;
  readonly spans: SpanTable;
  readonly events: EventTable;
  readonly tails: TailTable;
  readonly sampling: TailSampling;
}

/** What became of a transaction: it can be tried again later, or never. */
export type Outcome = "done" | "later" | "never";

/** The file and its tables; one that breaks while it is used is set aside, and made anew. */
export class RecordFile {
  readonly db: RecordDatabase;
  readonly #options: RecordFileOptions;
  #tables: RecordTables;
  /** Why the last file was lost, while no new one could be made. */
  #lostTo: AsideReason | undefined;
  #isClosed = false;

  /** Opens the file. @throws {NetopsError} CONFLICT, DISK_FULL, HOME_NOT_WRITABLE */
  constructor(options: RecordFileOptions) {
    this.#options = options;
    this.db = new RecordDatabase(options);
    this.#tables = this.#firstTables();
  }

  /** The tables; others after the file was made anew. */
  get tables(): RecordTables {
    return this.#tables;
  }

  /** Runs `work` as one transaction; it never throws. */
  transact(work: (tables: RecordTables) => void): Outcome {
    if (this.#isClosed || !this.#isMended()) return "later";
    try {
      this.db.transaction(() => work(this.#tables));
      return "done";
    } catch (thrown) {
      const trouble = recordTrouble(thrown);
      if (isBroken(trouble)) this.#startAnew(trouble);
      else this.#tables.logs.reload();
      return trouble === "other" ? "never" : "later";
    }
  }

  /**
   * Reads; once more from the new file when the old one turns out to be broken.
   *
   * @throws {NetopsError} DISK_FULL while no new file can be made.
   */
  read<T>(read: (tables: RecordTables) => T): T {
    this.#requireFile();
    try {
      return read(this.#tables);
    } catch (thrown) {
      const trouble = recordTrouble(thrown);
      if (!isBroken(trouble)) throw thrown;
      this.#startAnew(trouble);
      this.#requireFile();
      return read(this.#tables);
    }
  }

  /** Notes that the file is in use; says whether it was left so, which is what kill -9 does. */
  begin(): boolean {
    const row = this.db.prepare("select value from meta where name = 'in_use'").get();
    this.transact(() => this.#note(1));
    return row?.["value"] === 1;
  }

  /** Notes that the file is not in use any more. */
  end(): void {
    this.transact(() => this.#note(0));
  }

  /** Bytes that hold something; 0 while there is no file. */
  usedBytes(): number {
    return this.#isClosed || this.#lostTo !== undefined ? 0 : this.db.usedBytes();
  }

  /** Closes the file; nothing is written or read any more. */
  close(): void {
    this.#isClosed = true;
    this.db.close();
  }

  #note(inUse: 0 | 1): void {
    this.db.prepare("insert or replace into meta values ('in_use', ?)").run(inUse);
  }

  #requireFile(): void {
    if (!this.#isClosed && this.#isMended()) return;
    throw new NetopsError("DISK_FULL", `Cannot read ${this.#options.path} as it cannot be opened`, {
      fix: "free some space",
    });
  }

  /** Tries again to make a new file, when that failed before. */
  #isMended(): boolean {
    if (this.#lostTo !== undefined) this.#startAnew(this.#lostTo);
    return this.#lostTo === undefined;
  }

  #startAnew(reason: AsideReason): void {
    try {
      this.db.startAnew(reason);
      this.#tables = this.#openTables();
      this.#lostTo = undefined;
    } catch {
      // No space or folder for a new file now: the next use tries again.
      this.#lostTo = reason;
    }
  }

  #firstTables(): RecordTables {
    try {
      return this.#openTables();
    } catch (thrown) {
      const trouble = recordTrouble(thrown);
      if (trouble !== "corrupt" && trouble !== "foreign") {
        throw openError(this.#options.path, thrown);
      }
      this.db.startAnew(trouble);
      return this.#openTables();
    }
  }

  #openTables(): RecordTables {
    const { db } = this;
    return {
      logs: new LogTable(db),
      spans: new SpanTable(db, this.#options.onDrop),
      events: new EventTable(db),
      tails: new TailTable(db),
      sampling: new TailSampling(db),
    };
  }
}

function isBroken(trouble: RecordTrouble): trouble is "corrupt" | "foreign" {
  return trouble === "corrupt" || trouble === "foreign";
}
