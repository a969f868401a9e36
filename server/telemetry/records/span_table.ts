import type { RecordDatabase } from "./record_database.ts";
import type { OnDrop, SpanRow, TraceDocument } from "./record_rows.ts";
import { orderAsTree } from "./order_as_tree.ts";
import { spanValues } from "./span_columns.ts";
import { readStored, toStored } from "./stored_text.ts";
import { addToTrace, newTraceState, type TraceState } from "./trace_state.ts";

const MOST_SPANS = 1_000;

/** A row of the table `trace`. */
export type TraceColumns = Readonly<Record<string, string | number>>;

/** The spans in the file, and what is known of each trace. */
export class SpanTable {
  readonly #db: RecordDatabase;
  readonly #onDrop: OnDrop;

  /** Works on a file. */
  constructor(db: RecordDatabase, onDrop: OnDrop) {
    this.#db = db;
    this.#onDrop = onDrop;
  }

  /** Adds spans, each id of a trace once; inside a transaction. */
  add(spans: readonly SpanRow[], nowMs: number): void {
    for (const [traceId, part] of Map.groupBy(spans, (span) => span.traceId)) {
      const state = this.#stateOf(traceId);
      for (const span of part) this.#insert(state, span, nowMs);
      this.#save(state);
    }
  }

  /** All spans of a trace, parents first; undefined when there is none. */
  document(traceId: string): TraceDocument | undefined {
    const row = this.#db.prepare("select id, dropped from trace where trace_id = ?").get(traceId);
    if (row === undefined) return undefined;
    const spans = this.#db.prepare("select * from span where trace = ? order by start_ms, span_id")
      .all(Number(row["id"])).map(toSpan);
    const droppedSpans = Number(row["dropped"]);
    return { schema: "netops.trace/v1", traceId, spans: orderAsTree(spans), droppedSpans };
  }

  /** Deletes traces; inside a transaction. */
  delete(ids: readonly number[]): void {
    for (const id of ids) {
      const row = this.#db.prepare("select services, faults from trace where id = ?").get(id);
      for (const service of JSON.parse(String(row?.["services"] ?? "[]")) as string[]) {
        this.#db.prepare("delete from trace_service where service = ? and trace = ?")
          .run(service, id);
      }
      for (const fault of JSON.parse(String(row?.["faults"] ?? "[]")) as string[]) {
        this.#db.prepare("delete from trace_fault where fault = ? and trace = ?").run(fault, id);
      }
      this.#db.prepare("delete from span where trace = ?").run(id);
      this.#db.prepare("delete from trace where id = ?").run(id);
    }
  }

  #stateOf(traceId: string): TraceState {
    const row = this.#db.prepare("select * from trace where trace_id = ?").get(traceId);
    if (row !== undefined) return readTraceState(row as TraceColumns);
    const last = this.#db.prepare("select value from meta where name = 'next_trace_id'").get();
    const id = Number(last?.["value"] ?? 1);
    this.#db.prepare("insert or replace into meta values ('next_trace_id', ?)").run(id + 1);
    return newTraceState(id, traceId);
  }

  #insert(state: TraceState, span: SpanRow, nowMs: number): void {
    if (state.spans >= MOST_SPANS) {
      state.dropped++;
      return this.#onDrop("spans", "trace-full", 1);
    }
    const { changes } = this.#db.prepare(
      "insert or ignore into span values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ).run(...spanValues(state.id, span));
    if (Number(changes) === 0) return;
    addToTrace(state, span, nowMs);
  }

  #save(state: TraceState): void {
    const { id, services, faults } = state;
    this.#db.prepare(
      `insert or replace into trace values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      ...[id, state.traceId, toStored(state.name), state.service, Number(state.hasRoot)],
      ...[state.rootMs, state.startMs, state.endMs, state.spans, state.errors, state.dropped],
      ...[JSON.stringify([...services]), JSON.stringify([...faults]), Number(state.marked)],
      ...[state.keep, state.heardMs],
    );
    for (const service of services) {
      this.#db.prepare("insert or ignore into trace_service values (?, ?)").run(service, id);
    }
    for (const fault of faults) {
      this.#db.prepare("insert or ignore into trace_fault values (?, ?)").run(fault, id);
    }
  }
}

/** Reads a row of the table `trace`. */
export function readTraceState(row: TraceColumns): TraceState {
  const number = (name: string) => Number(row[name]);
  const text = (name: string) => String(row[name]);
  return {
    ...{ id: number("id"), traceId: text("trace_id"), name: readStored(text("name")) },
    ...{ service: text("service"), hasRoot: row["has_root"] === 1, rootMs: number("root_ms") },
    ...{ startMs: number("start_ms"), endMs: number("end_ms"), spans: number("spans") },
    ...{ errors: number("errors"), dropped: number("dropped"), marked: row["marked"] === 1 },
    services: new Set(JSON.parse(text("services")) as string[]),
    faults: new Set(JSON.parse(text("faults")) as string[]),
    ...{ keep: number("keep"), heardMs: number("heard_ms") },
  };
}

function toSpan(row: Readonly<Record<string, unknown>>): Omit<SpanRow, "traceId"> {
  return {
    spanId: String(row["span_id"]),
    ...(row["parent_id"] === null ? {} : { parentId: String(row["parent_id"]) }),
    service: String(row["service"]),
    instance: String(row["instance"]),
    name: readStored(String(row["name"])),
    kind: row["kind"] as SpanRow["kind"],
    startMs: Number(row["start_ms"]),
    durationMs: Number(row["duration_ms"]),
    status: row["status"] as SpanRow["status"],
    attributes: JSON.parse(String(row["attributes"])) as SpanRow["attributes"],
  };
}
