import type { Clock } from "@netops/core";
import type { LogBlock } from "./log_blocks.ts";
import { type LogCondition, type LogQuery, prepareLogQuery } from "./log_query.ts";
import { LogReader, readLogs } from "./log_reader.ts";
import type { LogTable } from "./log_table.ts";
import { NewestLogs } from "./newest_logs.ts";
import type { RecordDatabase } from "./record_database.ts";
import type { StoredLog } from "./record_rows.ts";
import { BLOCK_ROWS } from "./record_schema.ts";

/** How much of the answer is wanted. */
export interface FindLogsOptions {
  /** The newest so many lines. */
  readonly limit: number;
  /** Whether all lines that match are counted, which reads everything. */
  readonly count?: boolean;
  readonly signal?: AbortSignal;
}

/** The newest lines that match. */
export interface LogPage {
  /** Oldest first. */
  readonly lines: readonly StoredLog[];
  /** Newer lines have higher ids. */
  readonly cursor: number;
  /** How many match in all; only when counted. */
  readonly total?: number;
  /** Whether everything was looked at that had to be; not when it took longer than allowed. */
  readonly complete: boolean;
  /** Lines too long for an expression that repeats so much. */
  readonly skipped: number;
}

/** What a search works with. */
export interface LogSearch {
  readonly db: RecordDatabase;
  readonly table: LogTable;
  readonly clock: Clock;
  /** Lets others go on; resolves soon. */
  breathe(): Promise<void>;
}

const MOST_MS = 3_000;
/** So long may a search hold the process. */
const TURN_MS = 10;
/** Words are looked up for so many lines at once. */
const WORD_BLOCKS = 8;
const MOST_AFTER = 500;

/**
 * Finds the newest lines that match.
 *
 * It goes through blocks of 1,024 lines from the newest back, leaves out blocks of other times, and ends
 * where no earlier block can hold a newer line than those found. It lets others go on every 10 ms and gives
 * up after 3 s, with what it has.
 *
 * @throws {NetopsError} REQUEST_INVALID
 */
export async function findLogs(
  search: LogSearch,
  query: LogQuery,
  options: FindLogsOptions,
): Promise<LogPage> {
  const condition = prepareLogQuery(query);
  const newest = new NewestLogs(options.limit);
  const reader = new LogReader(search.db, condition);
  const cursor = search.table.lastId;
  let skipped = 0;
  const hits = {
    onHit: (id: number, tsMs: number) => newest.add(id, tsMs),
    onSkip: () => skipped++,
  };
  const complete = await eachRange(search, { query, options, newest }, (from, to) => {
    reader.read(from, to, hits);
  });
  const { lines, isCut } = readLogs(search.db, newest.newestFirst());
  return {
    lines: lines.toReversed(),
    cursor,
    ...(options.count === true ? { total: newest.total } : {}),
    complete: complete && !isCut,
    skipped,
  };
}

/** The next lines that match after an id, at most 500 looked at, and the id to go on from. */
export function logsAfter(
  { db, table }: Pick<LogSearch, "db" | "table">,
  condition: LogCondition,
  afterId: number,
): { readonly lines: readonly StoredLog[]; readonly cursor: number } {
  const to = Math.max(afterId, Math.min(table.lastId, afterId + MOST_AFTER));
  const ids: number[] = [];
  const hits = { onHit: (id: number) => ids.push(id), onSkip: () => undefined };
  new LogReader(db, condition).read(afterId + 1, to, hits);
  return { lines: readLogs(db, ids.sort((one, other) => one - other)).lines, cursor: to };
}

interface Asked {
  readonly query: LogQuery;
  readonly options: FindLogsOptions;
  readonly newest: NewestLogs;
}

/** Calls `read` for ranges of ids that may hold lines; false when the time was over before the end. */
async function eachRange(
  { table, clock, breathe }: LogSearch,
  { query, options, newest }: Asked,
  read: (from: number, to: number) => void,
): Promise<boolean> {
  const { sinceMs = -Infinity } = query;
  const startedMs = clock.monotonicMs();
  let turnMs = startedMs;
  for (const range of rangesOf(table, query)) {
    if (range.latestMs < sinceMs) return true;
    if (options.count !== true && range.latestMs <= newest.outdatedMs) return true;
    read(range.from, range.to);
    const nowMs = clock.monotonicMs();
    if (nowMs - startedMs > MOST_MS || options.signal?.aborted === true) return false;
    if (nowMs - turnMs < TURN_MS) continue;
    await breathe();
    turnMs = clock.monotonicMs();
  }
  return true;
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** The latest time of this range and all before it. */
  readonly latestMs: number;
}

function rangesOf(table: LogTable, query: LogQuery): readonly Range[] {
  const blocks = table.blocks.newestFirst();
  const latestMs = blocks[0]?.latestMs ?? -Infinity;
  // The index of traces finds the few lines of one at once.
  if (query.traceId !== undefined) return [{ from: 0, to: table.lastId, latestMs }];
  const fitting = blocks.filter((block) => mayHold(block, query));
  return query.words === undefined ? fitting.map(rangeOf) : joined(fitting);
}

function mayHold(block: LogBlock, { sinceMs, untilMs, level }: LogQuery): boolean {
  return block.maxMs >= (sinceMs ?? -Infinity) && block.minMs < (untilMs ?? Infinity) &&
    (level !== "error" || block.worst >= 3);
}

function rangeOf({ block, latestMs }: LogBlock & { readonly latestMs: number }): Range {
  return { from: block * BLOCK_ROWS, to: (block + 1) * BLOCK_ROWS - 1, latestMs };
}

/** Joins neighbours, which are in order of falling ids. */
function joined(blocks: readonly (LogBlock & { readonly latestMs: number })[]): Range[] {
  const ranges: Range[] = [];
  for (const range of blocks.map(rangeOf)) {
    const last = ranges.at(-1);
    const touches = last !== undefined && last.from === range.to + 1 &&
      last.to - range.from < WORD_BLOCKS * BLOCK_ROWS;
    if (touches) ranges[ranges.length - 1] = { ...last, from: range.from };
    else ranges.push(range);
  }
  return ranges;
}
