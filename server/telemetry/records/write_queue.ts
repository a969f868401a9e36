import type { Clock } from "@netops/core";
import type { RunEvent } from "./event_table.ts";
import type { PreparedLog } from "./prepare_log.ts";
import type { OnDrop, RecordKind, SpanRow } from "./record_rows.ts";

/** What waits to be written. */
export interface RecordBatch {
  readonly logs: readonly PreparedLog[];
  readonly spans: readonly SpanRow[];
  readonly events: readonly RunEvent[];
}

/** What a queue works with. */
export interface WriteQueueOptions {
  readonly clock: Clock;
  /** Writes a batch, all or nothing; says whether it could. */
  readonly write: (batch: RecordBatch) => boolean;
  readonly onDrop: OnDrop;
}

const BATCH_ROWS = 500;
const MOST_ROWS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;
const RETRY_MS = 1_000;

interface Waiting {
  readonly kind: RecordKind;
  readonly row: PreparedLog | SpanRow | RunEvent;
  readonly sizeBytes: number;
}

/**
 * Collects rows and writes them in batches of 500, so that a transaction is worth it.
 *
 * A batch that cannot be written is tried again a second later; meanwhile at most 10,000 rows or 16 MiB
 * wait, and what comes on top is counted as dropped.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #retryAtMs: number | undefined;

  /** Makes an empty queue. */
  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Rows that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Takes rows; writes at once what fills batches. */
  add(kind: RecordKind, rows: readonly Waiting["row"][]): void {
    for (const row of rows) {
      const sizeBytes = sizeOf(row);
      if (this.#waiting.length >= MOST_ROWS || this.#bytes + sizeBytes > MOST_BYTES) {
        this.#options.onDrop(kind, this.#retryAtMs === undefined ? "queue-full" : "disk-full", 1);
        continue;
      }
      this.#waiting.push({ kind, row, sizeBytes });
      this.#bytes += sizeBytes;
      if (this.#waiting.length >= BATCH_ROWS) this.#writeDue(BATCH_ROWS);
    }
  }

  /** Writes all that waits, unless the last try failed just now. */
  flush(): void {
    this.#writeDue(1);
  }

  /** Drops what cannot be written any more. */
  close(): void {
    this.#retryAtMs = undefined;
    this.flush();
    for (const { kind } of this.#waiting) this.#options.onDrop(kind, "closing", 1);
    this.#waiting = [];
    this.#bytes = 0;
  }

  #writeDue(leastRows: number): void {
    const { clock } = this.#options;
    if (this.#retryAtMs !== undefined && clock.monotonicMs() < this.#retryAtMs) return;
    while (this.#waiting.length >= leastRows && this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_ROWS);
      if (!this.#options.write(batchOf(batch))) {
        this.#retryAtMs = clock.monotonicMs() + RETRY_MS;
        return;
      }
      this.#retryAtMs = undefined;
      this.#waiting.splice(0, batch.length);
      this.#bytes -= batch.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    }
  }
}

function batchOf(waiting: readonly Waiting[]): RecordBatch {
  const of = <Row>(wanted: RecordKind) =>
    waiting.filter(({ kind }) => kind === wanted).map(({ row }) => row as Row);
  return {
    logs: of<PreparedLog>("logs"),
    spans: of<SpanRow>("spans"),
    events: of<RunEvent>("events"),
  };
}

/** About how much memory a row holds, in bytes. */
function sizeOf(row: Waiting["row"]): number {
  if ("words" in row) {
    return 200 + 2 * (row.text.length + (row.fields?.length ?? 0) + row.words.length);
  }
  const values = Object.values("spanId" in row ? row.attributes : row.data);
  const sizes = values.map((value) => typeof value === "string" ? 100 + 2 * value.length : 100);
  return sizes.reduce((sum, size) => sum + size, 400);
}
