import type { LogCondition } from "./log_query.ts";
import { LOG_COLUMNS, type LogColumns, toStoredLog } from "./log_table.ts";
import type { ArrayStatement, RecordDatabase, SqlValue } from "./record_database.ts";
import type { StoredLog } from "./record_rows.ts";

/** Told of lines: that one matches, or that nobody can tell within bounds. */
export interface LogHits {
  onHit(id: number, tsMs: number): void;
  onSkip(): void;
}

/** Lines whose text is held at once while it is tested: 12 MB where each is as long as can be. */
const TESTED_ROWS = 256;
const MOST_CHARS = 8_000_000;

/** Reads which lines of a range of ids match a condition; crossing from SQLite costs more than looking. */
export class LogReader {
  readonly #condition: LogCondition;
  readonly #statement: ArrayStatement;

  /** Prepares the query. */
  constructor(db: RecordDatabase, condition: LogCondition) {
    this.#condition = condition;
    const columns = condition.accepts === undefined ? "id, ts_ms" : "id, ts_ms, text, fields";
    const word = condition.match === undefined
      ? ""
      : "and id in (select rowid from log_word where log_word match ? and rowid between ? and ?)";
    this.#statement = db.prepareArrays(
      `select ${columns} from log where id between ? and ? ${condition.sql} ${word}`,
    );
  }

  /** Tells of all lines from an id to another. */
  read(from: number, to: number, hits: LogHits): void {
    const { accepts } = this.#condition;
    if (accepts === undefined) {
      for (const [id, tsMs] of this.#rows(from, to)) hits.onHit(id as number, tsMs as number);
      return;
    }
    for (let first = from; first <= to; first += TESTED_ROWS) {
      const last = Math.min(to, first + TESTED_ROWS - 1);
      for (const [id, tsMs, text, fields] of this.#rows(first, last)) {
        const verdict = accepts({ text: text as string, fields: fields as string | null });
        if (verdict === "yes") hits.onHit(id as number, tsMs as number);
        else if (verdict === "too-long") hits.onSkip();
      }
    }
  }

  #rows(from: number, to: number): SqlValue[][] {
    const { values, match } = this.#condition;
    const word: SqlValue[] = match === undefined ? [] : [match, from, to];
    return this.#statement.all(from, to, ...values, ...word);
  }
}

/** Reads lines by id, up to about 16 MB; those that are gone meanwhile are left out. */
export function readLogs(
  db: RecordDatabase,
  ids: readonly number[],
): { readonly lines: readonly StoredLog[]; readonly isCut: boolean } {
  const statement = db.prepare(`select ${LOG_COLUMNS} where log.id = ?`);
  const lines: StoredLog[] = [];
  let chars = 0;
  for (const id of ids) {
    const row = statement.get(id) as LogColumns | undefined;
    if (row === undefined) continue;
    chars += row.text.length + (row.fields?.length ?? 0) + 200;
    if (chars > MOST_CHARS) return { lines, isCut: true };
    lines.push(toStoredLog(row));
  }
  return { lines, isCut: false };
}
