import type { RecordDatabase } from "./record_database.ts";
import { storedName } from "./stored_text.ts";

/** How far a log file was read. */
export interface TailEntry {
  /** Number of the file on its disk: it stays the same when the file is renamed. */
  readonly inode: string;
  /** The name it was last seen under. */
  readonly name: string;
  /** All lines before this byte are stored. */
  readonly offset: number;
  /** Tells the file from a later one with the same number: length and hash of how it begins. */
  readonly mark: string;
  /** Within a line that is too long: what follows up to its end is left out. */
  readonly skips: boolean;
}

/** How far each log file was read, in the same file as its lines. */
export class TailTable {
  readonly #db: RecordDatabase;

  /** Works on a file. */
  constructor(db: RecordDatabase) {
    this.#db = db;
  }

  /** All files that were read. */
  all(): readonly TailEntry[] {
    return this.#db.prepare("select * from tail order by inode").all().map((row) => ({
      inode: String(row["inode"]),
      name: String(row["name"]),
      offset: Number(row["offset"]),
      mark: String(row["mark"]),
      skips: row["skips"] === 1,
    }));
  }

  /** Notes how far files were read; inside a transaction. */
  save(entries: readonly TailEntry[]): void {
    const save = this.#db.prepare("insert or replace into tail values (?, ?, ?, ?, ?)");
    for (const { inode, name, offset, mark, skips } of entries) {
      save.run(inode, storedName(name), offset, mark, Number(skips));
    }
  }

  /** Forgets files that are gone; inside a transaction. */
  forget(inodes: readonly string[]): void {
    const remove = this.#db.prepare("delete from tail where inode = ?");
    for (const inode of inodes) remove.run(inode);
  }
}
