import { LOG_LEVELS } from "./log_levels.ts";
import { LogBlocks } from "./log_blocks.ts";
import { LogSources } from "./log_sources.ts";
import { indexedText, type PreparedLog } from "./prepare_log.ts";
import type { RecordDatabase } from "./record_database.ts";
import type { StoredLog } from "./record_rows.ts";
import { BLOCK_ROWS } from "./record_schema.ts";
import { readStored } from "./stored_text.ts";

/** Lines that one step of retention deletes: about 5 ms. */
const STEP_ROWS = 100;

/** What is selected of a line. */
export const LOG_COLUMNS = `log.id as id, ts_ms as tsMs, level, app, instance, stream,
  trace_id as traceId, text, fields from log cross join source on source.id = log.source`;

/** A row as {@linkcode LOG_COLUMNS} selects it. */
export interface LogColumns {
  readonly id: number;
  readonly tsMs: number;
  readonly level: number;
  readonly app: string;
  readonly instance: string;
  readonly stream: string;
  readonly traceId: string | null;
  readonly text: string;
  readonly fields: string | null;
}

/** The log lines in the file, their words, and what is known of their blocks. */
export class LogTable {
  readonly blocks: LogBlocks;
  readonly #db: RecordDatabase;
  readonly #sources: LogSources;
  #nextId: number;

  /** Goes on where the file ends. */
  constructor(db: RecordDatabase) {
    this.#db = db;
    this.blocks = new LogBlocks(db);
    this.#sources = new LogSources(db);
    this.#nextId = this.#readNextId();
  }

  /** The id of the newest line; 0 when there was none. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  /** Adds lines; inside a transaction. */
  add(rows: readonly PreparedLog[]): void {
    if (rows.length === 0) return;
    const touched = new Set<number>();
    for (const row of rows) touched.add(this.#insert(row));
    for (const block of touched) this.blocks.save(block);
    this.#db.prepare("insert or replace into meta values ('next_log_id', ?)").run(this.#nextId);
  }

  /** Deletes at most 100 lines of before a time; inside a transaction. Answers how many. */
  deleteBefore(beforeMs: number): number {
    const [first] = this.blocks.holdingBefore(beforeMs);
    return first === undefined ? 0 : this.#deleteIn(first.block, beforeMs);
  }

  /** Deletes about 100 of the lines that came first; inside a transaction. Answers how many. */
  deleteOldest(): number {
    const first = this.blocks.oldest();
    return first === undefined ? 0 : this.#deleteIn(first.block, Infinity);
  }

  /** Deletes sources that no line names; inside a transaction. */
  pruneSources(): void {
    this.#sources.prune();
  }

  /** Forgets what is only in memory, after a transaction that failed. */
  reload(): void {
    this.blocks.load();
    this.#sources.forget();
    this.#nextId = this.#readNextId();
  }

  #readNextId(): number {
    const row = this.#db.prepare("select value from meta where name = 'next_log_id'").get();
    return Number(row?.["value"] ?? 1);
  }

  #insert(row: PreparedLog): number {
    const id = this.#nextId++;
    const { tsMs, level, stream, traceId, text, fields } = row;
    const source = this.#sources.numberOf(row.app, row.instance);
    this.#db.prepare("insert into log values (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(id, tsMs, level, source, stream, traceId ?? null, text, fields ?? null);
    this.#db.prepare("insert into log_word (rowid, text, fields) values (?, ?, ?)")
      .run(id, indexedText(text), row.words);
    return this.blocks.add(id, { tsMs, level });
  }

  #deleteIn(block: number, beforeMs: number): number {
    const range = [block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS - 1];
    const ids = this.#db.prepare(
      "select id from log where id between ? and ? and ts_ms < ? order by id limit ?",
    ).all(...range, Math.min(beforeMs, Number.MAX_VALUE), STEP_ROWS);
    for (const { id } of ids) {
      this.#db.prepare("delete from log where id = ?").run(id as number);
      this.#db.prepare("delete from log_word where rowid = ?").run(id as number);
    }
    if (ids.length < STEP_ROWS || ids.length === 0) this.blocks.measure(block);
    return ids.length;
  }
}

/** Reads a row as a line. */
export function toStoredLog(row: LogColumns): StoredLog {
  const { id, tsMs, level, app, instance, stream, traceId, text, fields } = row;
  return {
    ...{ id, tsMs, level: LOG_LEVELS[level] ?? "info", app, instance, stream },
    text: readStored(text),
    ...(fields === null ? {} : { fields: JSON.parse(fields) as Record<string, unknown> }),
    ...(traceId === null ? {} : { traceId }),
  };
}
