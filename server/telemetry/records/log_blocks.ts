import type { RecordDatabase } from "./record_database.ts";
import { BLOCK_ROWS } from "./record_schema.ts";

/** What is known of up to 1,024 log lines with neighbouring ids without reading them. */
export interface LogBlock {
  readonly block: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** The highest level in it. */
  readonly worst: number;
}

/** The block of a log line. */
export function blockOf(id: number): number {
  return Math.floor(id / BLOCK_ROWS);
}

/**
 * Knows the times of all blocks, so that a query by time reads few of them although ids grow by arrival.
 *
 * Changes go into the transaction that is open; after one that failed, `load` reads the truth again.
 */
export class LogBlocks {
  readonly #db: RecordDatabase;
  #blocks = new Map<number, LogBlock>();

  /** Reads what the file knows. */
  constructor(db: RecordDatabase) {
    this.#db = db;
    this.load();
  }

  /** Reads all blocks from the file. */
  load(): void {
    const rows = this.#db.prepare(
      "select block, min_ms as minMs, max_ms as maxMs, worst from log_block order by block",
    ).all() as unknown as LogBlock[];
    this.#blocks = new Map(rows.map((row) => [row.block, { ...row }]));
  }

  /** All blocks, the newest ids first, each with the latest time of it and of all before it. */
  newestFirst(): readonly (LogBlock & { readonly latestMs: number })[] {
    let latestMs = -Infinity;
    return [...this.#blocks.values()].map((block) => {
      latestMs = Math.max(latestMs, block.maxMs);
      return { ...block, latestMs };
    }).reverse();
  }

  /** The block with the lowest ids, or undefined. */
  oldest(): LogBlock | undefined {
    return this.#blocks.values().next().value;
  }

  /** Blocks that hold lines of before a time. */
  holdingBefore(beforeMs: number): readonly LogBlock[] {
    return [...this.#blocks.values()].filter((block) => block.minMs < beforeMs);
  }

  /** Takes a line into account; inside a transaction, before {@linkcode save}. */
  add(id: number, { tsMs, level }: { readonly tsMs: number; readonly level: number }): number {
    const block = blockOf(id);
    const known = this.#blocks.get(block);
    this.#blocks.set(block, {
      block,
      minMs: Math.min(known?.minMs ?? tsMs, tsMs),
      maxMs: Math.max(known?.maxMs ?? tsMs, tsMs),
      worst: Math.max(known?.worst ?? level, level),
    });
    return block;
  }

  /** Writes one block; inside a transaction. */
  save(block: number): void {
    const known = this.#blocks.get(block);
    if (known === undefined) return;
    this.#db.prepare("insert or replace into log_block values (?, ?, ?, ?)")
      .run(block, known.minMs, known.maxMs, known.worst);
  }

  /** Looks again at the lines of a block of which some were deleted; inside a transaction. */
  measure(block: number): void {
    const row = this.#db.prepare(
      `select min(ts_ms) as minMs, max(ts_ms) as maxMs, max(level) as worst from log
        where id between ? and ?`,
    ).get(block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS - 1);
    if (row === undefined || row["minMs"] === null) {
      this.#blocks.delete(block);
      this.#db.prepare("delete from log_block where block = ?").run(block);
      return;
    }
    const { minMs, maxMs, worst } = row as unknown as LogBlock;
    this.#blocks.set(block, { block, minMs, maxMs, worst });
    this.save(block);
  }
}
