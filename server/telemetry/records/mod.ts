/**
 * The door of the records: logs, spans and the time line in one SQLite file, and how they are read.
 *
 * @module
 */
export { type EventFollowerOptions, followEvents } from "./event_follower.ts";
export type { RunEvent, TimelineQuery } from "./event_table.ts";
export type { FindLogsOptions, LogPage } from "./find_logs.ts";
export type { TraceQuery } from "./find_traces.ts";
export type { LogQuery } from "./log_query.ts";
export { LogTail, type LogTailOptions } from "./log_tail.ts";
export type {
  LogRow,
  OnDrop,
  RecordKind,
  SpanRow,
  SpanValue,
  StoredLog,
  TraceDocument,
  TraceSummary,
} from "./record_rows.ts";
export { openRecordStore, RecordStore, type RecordStoreOptions } from "./record_store.ts";
export { traceOf } from "./stored_fields.ts";
export { createRecordsApp, type RecordsAppOptions } from "./records_app.ts";
export type { RetentionBounds } from "./retention.ts";
