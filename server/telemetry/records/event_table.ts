import type { TimelineEvent } from "@netops/core/contracts";
import type { RecordDatabase, SqlValue } from "./record_database.ts";
import { clipText, readStored, storedName, toStored } from "./stored_text.ts";

/** An event with the run it belongs to. */
export interface RunEvent extends TimelineEvent {
  /** Empty when it is not known. */
  readonly runId: string;
}

/** Which events are asked for; what is left out is no condition. */
export interface TimelineQuery {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Kinds; each covers what begins with it and a dot. */
  readonly kinds?: readonly string[];
  /** The newest so many. */
  readonly limit: number;
}

const MOST_DATA_CHARS = 16_384;

/** The time lines of all runs in the file. */
export class EventTable {
  readonly #db: RecordDatabase;

  /** Works on a file. */
  constructor(db: RecordDatabase) {
    this.#db = db;
  }

  /** Adds events, each number of a run once; inside a transaction. */
  add(events: readonly RunEvent[]): void {
    const insert = this.#db.prepare("insert or ignore into event values (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const { runId, seq, tsMs, kind, subject, actor, data, traceId } of events) {
      const json = JSON.stringify(data);
      insert.run(
        ...[storedName(runId), seq, tsMs, storedName(kind), toStored(clipText(subject, 500))],
        storedName(actor),
        json.length <= MOST_DATA_CHARS ? json : JSON.stringify({ "netops.cut": json.length }),
        traceId === undefined ? null : storedName(traceId),
      );
    }
  }

  /** The event with the highest number, of a run or of all; fleet goes on counting in the next run. */
  last(runId?: string): RunEvent | undefined {
    const where = runId === undefined ? "" : "where run_id = ?";
    const row = this.#db.prepare(`select * from event ${where} order by seq desc limit 1`)
      .get(...(runId === undefined ? [] : [storedName(runId)]));
    return row === undefined ? undefined : toEvent(row);
  }

  /** The newest events that match, in order of time. */
  find({ sinceMs, untilMs, kinds = [], limit }: TimelineQuery): readonly RunEvent[] {
    const kindSql = kinds.map(() => "kind = ? or (kind >= ? and kind < ?)").join(" or ");
    const values: SqlValue[] = [sinceMs ?? -Number.MAX_VALUE, untilMs ?? Number.MAX_VALUE];
    // The character after the dot is the slash: all that begins with "kind." lies between the two.
    values.push(...kinds.flatMap((kind) => [kind, `${kind}.`, `${kind}/`]));
    const rows = this.#db.prepareOnce(
      `select * from event where ts_ms >= ? and ts_ms < ? ${
        kindSql === "" ? "" : `and (${kindSql})`
      }
        order by ts_ms desc, seq desc limit ?`,
    ).all(...values, limit);
    return rows.reverse().map(toEvent);
  }

  /** Deletes at most 200 events of before a time; inside a transaction. Answers how many. */
  deleteBefore(beforeMs: number): number {
    const rows = this.#db.prepare(
      "select run_id, seq from event where ts_ms < ? order by ts_ms limit 200",
    ).all(Math.min(beforeMs, Number.MAX_VALUE));
    const remove = this.#db.prepare("delete from event where run_id = ? and seq = ?");
    for (const row of rows) remove.run(String(row["run_id"]), Number(row["seq"]));
    return rows.length;
  }
}

function toEvent(row: Readonly<Record<string, unknown>>): RunEvent {
  return {
    runId: String(row["run_id"]),
    seq: Number(row["seq"]),
    tsMs: Number(row["ts_ms"]),
    kind: String(row["kind"]),
    subject: readStored(String(row["subject"])),
    actor: String(row["actor"]),
    data: JSON.parse(String(row["data"])) as Record<string, unknown>,
    ...(row["trace_id"] === null ? {} : { traceId: String(row["trace_id"]) }),
  };
}
