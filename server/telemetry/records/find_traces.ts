import type { RecordDatabase, SqlValue } from "./record_database.ts";
import type { TraceSummary } from "./record_rows.ts";
import { readTraceState, type TraceColumns } from "./span_table.ts";

/** Which traces are asked for; what is left out is no condition. */
export interface TraceQuery {
  /** A service that has a part in it. */
  readonly service?: string;
  /** Took at least so long. */
  readonly slowMs?: number;
  /** Holds a span that failed. */
  readonly failed?: boolean;
  readonly faultId?: string;
  /** Ended at this time or later. */
  readonly sinceMs?: number;
  /** Began before this time. */
  readonly untilMs?: number;
  /** The newest so many, by start. */
  readonly limit: number;
}

const RARE_TRACES = 5_000;
/** By {@linkcode KEEP}. */
const NAMES = ["recent", "interesting", "recent", "sampled"] as const;

/** Finds the newest traces that match, newest first. */
export function findTraces(db: RecordDatabase, query: TraceQuery): readonly TraceSummary[] {
  const terms: [sql: string, value?: SqlValue][] = [];
  const { service, slowMs, failed, faultId, sinceMs, untilMs, limit } = query;
  if (service !== undefined) terms.push(serviceTerm(db, service));
  if (faultId !== undefined) {
    terms.push(["id in (select trace from trace_fault where fault = ?)", faultId]);
  }
  if (failed === true) terms.push(["errors > 0"]);
  if (slowMs !== undefined) terms.push(["end_ms - start_ms >= ?", slowMs]);
  if (sinceMs !== undefined) terms.push(["end_ms >= ?", sinceMs]);
  if (untilMs !== undefined) terms.push(["start_ms < ?", untilMs]);
  const where = terms.length === 0 ? "" : `where ${terms.map(([sql]) => sql).join(" and ")}`;
  const rows = db.prepareOnce(
    `select * from trace ${where} order by start_ms desc, id desc limit ?`,
  )
    .all(...terms.flatMap(([, value]) => value === undefined ? [] : [value]), limit);
  return rows.map((row) => summaryOf(row as TraceColumns));
}

/** A rare service is looked up; for a common one the newest traces are read until there are enough. */
function serviceTerm(db: RecordDatabase, service: string): [sql: string, value: SqlValue] {
  const row = db.prepare(
    "select count(*) as n from (select 1 from trace_service where service = ? limit ?)",
  ).get(service, RARE_TRACES);
  return Number(row?.["n"]) < RARE_TRACES
    ? ["id in (select trace from trace_service where service = ?)", service]
    : ["instr(services, ?) > 0", JSON.stringify(service)];
}

function summaryOf(row: TraceColumns): TraceSummary {
  const { traceId, name, service, startMs, endMs, spans, errors, services, faults, keep } =
    readTraceState(row);
  return {
    ...{ traceId, name, service, startMs, durationMs: endMs - startMs, spans, errors },
    services: [...services].sort(),
    faults: [...faults],
    kept: NAMES[keep] ?? "recent",
  };
}
