import type { Clock, Timer } from "@netops/core";
import type { RunEvent, TimelineQuery } from "./event_table.ts";
import { findLogs, type FindLogsOptions, type LogPage, logsAfter } from "./find_logs.ts";
import { findTraces, type TraceQuery } from "./find_traces.ts";
import type { LogCondition, LogQuery } from "./log_query.ts";
import { prepareLog } from "./prepare_log.ts";
import { RecordFile } from "./record_file.ts";
import type {
  LogRow,
  OnDrop,
  RecordKind,
  SpanRow,
  StoredLog,
  TraceDocument,
  TraceSummary,
} from "./record_rows.ts";
import { retainStep, type RetentionBounds } from "./retention.ts";
import type { AsideReason } from "./set_aside.ts";
import { prepareSpan } from "./span_columns.ts";
import type { TailEntry } from "./tail_table.ts";
import { type RecordBatch, WriteQueue } from "./write_queue.ts";

/** How to open the records. */
export interface RecordStoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly timer: Timer;
  /** 24 h, 10 minutes and 256 MiB when left out. */
  readonly retention?: Partial<RetentionBounds>;
  /** Counts what is not kept. */
  readonly onDrop?: OnDrop;
  /** Hears that the file could not be used, why, and where it is now. */
  readonly onAside?: (reason: AsideReason, path: string) => void;
}

const FLUSH_MS = 250;
const SWEEP_MS = 1_000;
const PRUNE_EVERY = 600;
/** So long may retention hold the process at once. */
const TURN_MS = 10;
const DEFAULTS: RetentionBounds = {
  mostAgeMs: 86_400_000,
  boringMs: 600_000,
  mostBytes: 256 * 1024 * 1024,
};
/** Beyond what retention keeps the file may grow so far, until it comes to delete. */
const HARD_RATIO = 1.25;

/**
 * Logs, spans and events of the whole platform in one SQLite file.
 *
 * Rows are written every 250 ms or 500 rows in one transaction, so kill -9 loses at most what was not
 * written yet. Nothing that is given to it makes it throw: what cannot be kept is counted by reason.
 */
export class RecordStore {
  readonly #options: RecordStoreOptions;
  readonly #bounds: RetentionBounds;
  readonly #onDrop: OnDrop;
  readonly #file: RecordFile;
  readonly #queue: WriteQueue;
  readonly #watchers = new Set<() => void>();
  readonly #cancels: (() => void)[];
  /** The process before this one did not close the file: what waited then, up to 250 ms, is lost. */
  readonly wasKilled: boolean;
  #sweeps = 0;
  #isSweeping = false;
  #isClosed = false;

  /** Opens the file. @throws {NetopsError} CONFLICT, DISK_FULL, HOME_NOT_WRITABLE */
  constructor(options: RecordStoreOptions) {
    const { path, clock, timer, onAside = () => undefined, onDrop = () => undefined } = options;
    this.#options = options;
    this.#onDrop = onDrop;
    this.#bounds = { ...DEFAULTS, ...options.retention };
    const hardBytes = this.#bounds.mostBytes * HARD_RATIO;
    this.#file = new RecordFile({ path, clock, hardBytes, onAside, onDrop });
    this.wasKilled = this.#file.begin();
    this.#queue = new WriteQueue({ clock, write: (batch) => this.#write(batch), onDrop });
    this.#cancels = [
      timer.every(FLUSH_MS, () => this.flush()),
      timer.every(SWEEP_MS, () => void this.sweep()),
    ];
  }

  /** Takes log lines; they are found at once. */
  addLogs(rows: readonly LogRow[]): void {
    const nowMs = this.#options.clock.nowMs();
    this.#queue.add("logs", rows.map((row) => prepareLog(row, nowMs)));
  }

  /** Takes spans; one that is known already is not taken again. */
  addSpans(rows: readonly SpanRow[]): void {
    const nowMs = this.#options.clock.nowMs();
    this.#queue.add("spans", rows.map((row) => prepareSpan(row, nowMs)));
  }

  /** Takes events of the time line; one that is known already is not taken again. */
  addEvents(events: readonly RunEvent[]): void {
    this.#queue.add("events", events);
  }

  /**
   * Writes what was read from log files together with how far they are read now, all or nothing; says
   * whether it could.
   */
  addTailed(rows: readonly LogRow[], entries: readonly TailEntry[]): boolean {
    const nowMs = this.#options.clock.nowMs();
    const logs = rows.map((row) => prepareLog(row, nowMs));
    const outcome = this.#file.transact(({ tails, logs: table }) => {
      table.add(logs);
      tails.save(entries);
    });
    if (outcome === "done" && rows.length > 0) this.#tell();
    if (outcome !== "never") return outcome === "done";
    this.#onDrop("logs", "unwritable", rows.length);
    return this.#file.transact(({ tails }) => tails.save(entries)) === "done";
  }

  /** How far log files were read. */
  tailEntries(): readonly TailEntry[] {
    return this.#file.read(({ tails }) => tails.all());
  }

  /** Forgets log files that are gone. */
  forgetTails(inodes: readonly string[]): void {
    this.#file.transact(({ tails }) => tails.forget(inodes));
  }

  /** Finds the newest log lines that match. @throws {NetopsError} REQUEST_INVALID */
  async findLogs(query: LogQuery, options: FindLogsOptions): Promise<LogPage> {
    this.flush();
    const { clock, timer } = this.#options;
    const breathe = () => timer.sleep(0);
    return await this.#file.read(({ logs: table }) =>
      findLogs({ db: this.#file.db, table, clock, breathe }, query, options)
    );
  }

  /** The next log lines that match after an id, at most 500 at once, and the id to go on from. */
  logsAfter(
    condition: LogCondition,
    afterId: number,
  ): { readonly lines: readonly StoredLog[]; readonly cursor: number } {
    return this.#file.read(({ logs: table }) =>
      logsAfter({ db: this.#file.db, table }, condition, afterId)
    );
  }

  /** The id of the newest log line. */
  get lastLogId(): number {
    return this.#file.tables.logs.lastId;
  }

  /** Calls `watcher` whenever log lines were written; the answer stops it. */
  watchLogs(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** All spans of a trace, or undefined. */
  trace(traceId: string): TraceDocument | undefined {
    this.flush();
    return this.#file.read(({ spans }) => spans.document(traceId));
  }

  /** Finds the newest traces that match, newest first. */
  findTraces(query: TraceQuery): readonly TraceSummary[] {
    this.flush();
    return this.#file.read(() => findTraces(this.#file.db, query));
  }

  /** Finds the newest events that match, in order of time. */
  timeline(query: TimelineQuery): readonly RunEvent[] {
    this.flush();
    return this.#file.read(({ events }) => events.find(query));
  }

  /** The event with the highest number, of a run or of all; or undefined. */
  lastEvent(runId?: string): RunEvent | undefined {
    this.flush();
    return this.#file.read(({ events }) => events.last(runId));
  }

  /** Rows that wait to be written, and bytes that the file uses. */
  figures(): { readonly waiting: number; readonly usedBytes: number } {
    return { waiting: this.#queue.size, usedBytes: this.#file.usedBytes() };
  }

  /** Writes what waits, unless the disk refused it within the last second. */
  flush(): void {
    if (!this.#isClosed) this.#queue.flush();
  }

  /** Judges traces and deletes what retention does not keep, in turns of 10 ms. */
  async sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const { clock, timer } = this.#options;
    for (let turnMs = clock.monotonicMs(); !this.#isClosed;) {
      if (!this.#sweepStep()) break;
      if (clock.monotonicMs() - turnMs < TURN_MS) continue;
      await timer.sleep(TURN_MS);
      turnMs = clock.monotonicMs();
    }
    this.#isSweeping = false;
    if (++this.#sweeps % PRUNE_EVERY === 0) {
      this.#file.transact(({ logs }) => logs.pruneSources());
    }
  }

  /** Writes what waits and closes the file. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#queue.close();
    this.#file.end();
    this.#isClosed = true;
    this.#file.close();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #sweepStep(): boolean {
    const nowMs = this.#options.clock.nowMs();
    let count = 0;
    const outcome = this.#file.transact(({ sampling, logs, spans, events }) => {
      const retained = retainStep({ db: this.#file.db, logs, spans, events }, this.#bounds, nowMs);
      count = sampling.step(nowMs) + retained;
    });
    return outcome === "done" && count > 0;
  }

  #write({ logs, spans, events }: RecordBatch): boolean {
    const nowMs = this.#options.clock.nowMs();
    const outcome = this.#file.transact((tables) => {
      tables.logs.add(logs);
      tables.spans.add(spans, nowMs);
      tables.events.add(events);
    });
    if (outcome === "done" && logs.length > 0) this.#tell();
    if (outcome !== "never") return outcome === "done";
    for (const [kind, rows] of Object.entries({ logs, spans, events })) {
      if (rows.length > 0) this.#onDrop(kind as RecordKind, "unwritable", rows.length);
    }
    return true;
  }
}

/** Opens the records. @throws {NetopsError} CONFLICT, DISK_FULL, HOME_NOT_WRITABLE */
export function openRecordStore(options: RecordStoreOptions): RecordStore {
  return new RecordStore(options);
}
