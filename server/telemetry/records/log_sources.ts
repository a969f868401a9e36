import type { RecordDatabase } from "./record_database.ts";
import { storedName } from "./stored_text.ts";

const MOST_KNOWN = 5_000;

/** Numbers for pairs of app and instance, so that a line stores one number. */
export class LogSources {
  readonly #db: RecordDatabase;
  readonly #known = new Map<string, number>();

  /** Numbers are read as they are needed. */
  constructor(db: RecordDatabase) {
    this.#db = db;
  }

  /** The number of a source; inside a transaction. */
  numberOf(app: string, instance: string): number {
    const key = `${app}\0${instance}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const names = [storedName(app), storedName(instance)];
    this.#db.prepare("insert or ignore into source (app, instance) values (?, ?)").run(...names);
    const row = this.#db.prepare("select id from source where app = ? and instance = ?")
      .get(...names);
    const number = Number(row?.["id"]);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, number);
    return number;
  }

  /** Deletes at most 1,000 sources that no line names any more; inside a transaction. */
  prune(): void {
    this.#db.prepare(
      `delete from source where id in (select id from source where not exists
        (select 1 from log where log.source = source.id) limit 1000)`,
    ).run();
    this.forget();
  }

  /** Forgets what is only in memory, after a transaction that failed. */
  forget(): void {
    this.#known.clear();
  }
}
