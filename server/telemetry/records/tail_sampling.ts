import type { RecordDatabase } from "./record_database.ts";
import { SlowBook } from "./slow_book.ts";
import { readTraceState, type TraceColumns } from "./span_table.ts";
import { KEEP, type TraceState } from "./trace_state.ts";

/** A trace that was silent so long is complete enough to be judged. */
const SILENT_MS = 30_000;
const ONE_IN = 10;
const STEP_TRACES = 200;

/**
 * Decides which traces are kept for the whole retention: those with an error, that were slow, or that a
 * fault or breaker touched; of the rest one in ten, by the trace's id.
 */
export class TailSampling {
  readonly #db: RecordDatabase;
  readonly #slow = new SlowBook();

  /** Knows no durations yet. */
  constructor(db: RecordDatabase) {
    this.#db = db;
  }

  /** Judges at most 200 traces that are complete enough; inside a transaction. Answers how many. */
  step(nowMs: number): number {
    const rows = this.#db.prepare(
      `select * from trace where keep = ${KEEP.undecided} and heard_ms <= ?
        order by heard_ms limit ${STEP_TRACES}`,
    ).all(nowMs - SILENT_MS);
    for (const row of rows) {
      const state = readTraceState(row as TraceColumns);
      this.#db.prepare("update trace set keep = ? where id = ?").run(this.#judge(state), state.id);
    }
    return rows.length;
  }

  #judge(state: TraceState): number {
    const durationMs = state.endMs - state.startMs;
    const name = `${state.service}\0${state.name}`;
    const isSlow = this.#slow.isSlow(name, durationMs);
    this.#slow.note(name, durationMs);
    if (isSlow || state.errors > 0 || state.marked) return KEEP.interesting;
    return hash(state.traceId) % ONE_IN === 0 ? KEEP.sampled : KEEP.boring;
  }
}

/** FNV-1a: the same trace is judged the same everywhere, whatever its id looks like. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum ^ (sum >>> 15)) >>> 0;
}
