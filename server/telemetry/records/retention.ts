import type { EventTable } from "./event_table.ts";
import type { LogTable } from "./log_table.ts";
import type { RecordDatabase } from "./record_database.ts";
import type { SpanTable } from "./span_table.ts";
import { KEEP } from "./trace_state.ts";

/** What is kept how long. */
export interface RetentionBounds {
  /** Everything goes after this age. */
  readonly mostAgeMs: number;
  /** Traces that are neither interesting nor sampled go after this age. */
  readonly boringMs: number;
  /** Oldest things go while the file holds more. */
  readonly mostBytes: number;
}

/** The tables that retention works on. */
export interface RetentionTables {
  readonly db: RecordDatabase;
  readonly logs: LogTable;
  readonly spans: SpanTable;
  readonly events: EventTable;
}

/** Where space is short a trace that is or may be interesting lives 16 times as long as a line, an event 64 times. */
const WORTH = { log: 1, sampled: 1, interesting: 16, event: 64 } as const;
const STEP_TRACES = 20;

/**
 * Deletes a little of what is too old or too much; inside a transaction. Answers how many rows went.
 *
 * Over the size the oldest goes first, its age divided by its worth, boring traces before everything.
 */
export function retainStep(
  tables: RetentionTables,
  bounds: RetentionBounds,
  nowMs: number,
): number {
  const aged = deleteAged(tables, bounds, nowMs);
  if (aged > 0 || tables.db.usedBytes() <= bounds.mostBytes) return aged;
  return deleteTraces(tables, [KEEP.boring], Infinity) || deleteOldest(tables, nowMs);
}

function deleteAged(tables: RetentionTables, bounds: RetentionBounds, nowMs: number): number {
  const beforeMs = nowMs - bounds.mostAgeMs;
  const all = [KEEP.undecided, KEEP.interesting, KEEP.boring, KEEP.sampled];
  return tables.logs.deleteBefore(beforeMs) +
    deleteTraces(tables, [KEEP.boring], nowMs - bounds.boringMs) +
    deleteTraces(tables, all, beforeMs) +
    tables.events.deleteBefore(beforeMs);
}

function deleteOldest(tables: RetentionTables, nowMs: number): number {
  const { db, logs, spans: _, events } = tables;
  const traceMs = (keep: number) =>
    db.prepare("select min(heard_ms) as ms from trace where keep = ?").get(keep)?.["ms"];
  const eventMs = db.prepare("select min(ts_ms) as ms from event").get()?.["ms"];
  const candidates = [
    { atMs: logs.blocks.oldest()?.minMs, worth: WORTH.log, go: () => logs.deleteOldest() },
    ...[KEEP.sampled, KEEP.undecided, KEEP.interesting].map((keep) => ({
      atMs: traceMs(keep),
      worth: keep === KEEP.sampled ? WORTH.sampled : WORTH.interesting,
      go: () => deleteTraces(tables, [keep], Infinity),
    })),
    { atMs: eventMs, worth: WORTH.event, go: () => events.deleteBefore(Infinity) },
  ];
  const oldest = candidates.filter(({ atMs }) => typeof atMs === "number")
    .map(({ atMs, worth, go }) => ({ age: (nowMs - Number(atMs)) / worth, go }))
    .sort((one, other) => other.age - one.age)[0];
  return oldest?.go() ?? 0;
}

function deleteTraces(
  { db, spans }: RetentionTables,
  keeps: readonly number[],
  beforeMs: number,
): number {
  let count = 0;
  for (const keep of keeps) {
    const rows = db.prepare(
      "select id from trace where keep = ? and heard_ms < ? order by heard_ms limit ?",
    ).all(keep, Math.min(beforeMs, Number.MAX_VALUE), STEP_TRACES);
    spans.delete(rows.map((row) => Number(row["id"])));
    count += rows.length;
  }
  return count;
}
