import type { Clock, Timer } from "@netops/core";
import { type FoundLog, LogFolder } from "./log_folder.ts";
import type { LogRow, OnDrop } from "./record_rows.ts";
import type { RecordStore } from "./record_store.ts";
import { readTail, type TailRead } from "./tail_file.ts";
import type { TailEntry } from "./tail_table.ts";
import { cutLine, readTailedLine } from "./tailed_line.ts";

/** What following log files works with. */
export interface LogTailOptions {
  /** `<home>/logs`. */
  readonly dir: string;
  readonly store: Pick<RecordStore, "addTailed" | "tailEntries" | "forgetTails">;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onDrop?: OnDrop;
  /** Hears the lines that were stored. */
  readonly onStored?: (rows: readonly LogRow[]) => void;
  /** Lines older than this are not taken; 24 h when left out. */
  readonly mostAgeMs?: number;
}

const POLL_MS = 500;
/** Between two turns while there is more to read, so that reading takes half the time at most. */
const NEXT_MS = 20;
const TURN_BYTES = 1_000_000;
const GONE_MS = 600_000;

/**
 * Takes every line of the log files of a home into the store, each exactly once.
 *
 * A file is known by its inode and by how it begins, and how far it was read is stored with its lines in
 * one transaction: rotation, truncation, deletion and kill -9 neither lose a line that is still on the disk
 * nor store one twice.
 */
export class LogTail {
  readonly #options: LogTailOptions;
  readonly #folder: LogFolder;
  readonly #entries = new Map<string, TailEntry>();
  readonly #goneSince = new Map<string, number>();
  #cancel: () => void = () => undefined;
  #behindBytes = 0;
  #isStopped = false;

  /** Goes on where the store ends. */
  constructor(options: LogTailOptions) {
    this.#options = options;
    this.#folder = new LogFolder(options.dir);
    for (const entry of options.store.tailEntries()) this.#entries.set(entry.inode, entry);
  }

  /** Bytes that were not read yet when it last looked. */
  get behindBytes(): number {
    return this.#behindBytes;
  }

  /** Looks twice a second from now on. */
  start(): void {
    if (this.#isStopped) return;
    this.turn();
    const delayMs = this.#behindBytes > 0 ? NEXT_MS : POLL_MS;
    this.#cancel = this.#options.timer.after(delayMs, () => this.start());
  }

  /** Looks no more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** Reads what is new, about 1 MB at most, and stores it. */
  turn(): void {
    const found = this.#folder.look();
    const reads: [FoundLog, TailRead][] = [];
    let left = TURN_BYTES;
    for (const log of found) {
      for (const { read, sizeBytes } of this.#readsOf(log)) {
        reads.push([log, read]);
        left -= sizeBytes;
        if (left <= 0) break;
      }
      if (left <= 0) break;
    }
    const isDone = this.#store(reads) && left > 0;
    this.#behindBytes = isDone ? 0 : found.reduce((sum, log) => sum + this.#unread(log), 0);
    this.#forget(found);
  }

  *#readsOf(log: FoundLog): Generator<{ readonly read: TailRead; readonly sizeBytes: number }> {
    let known = this.#entries.get(log.inode);
    while (log.sizeBytes !== known?.offset) {
      const read = readTail(log, known);
      if (read === undefined || read.entry.offset === (known?.offset ?? 0)) return;
      yield { read, sizeBytes: Math.abs(read.entry.offset - (known?.offset ?? 0)) };
      known = read.entry;
    }
  }

  #store(reads: readonly (readonly [FoundLog, TailRead])[]): boolean {
    if (reads.length === 0) return true;
    const nowMs = this.#options.clock.nowMs();
    const rows = reads.flatMap(([log, read]) => [
      ...read.lines.flatMap((line) => this.#rowOf(line, nowMs)),
      ...read.cut.map((beginning) => cutLine(beginning, log, nowMs)),
    ]);
    const entries = new Map(reads.map(([, { entry }]) => [entry.inode, entry]));
    // What could not be stored is read again at the next turn.
    if (!this.#options.store.addTailed(rows, [...entries.values()])) return false;
    for (const [inode, entry] of entries) this.#entries.set(inode, entry);
    this.#options.onStored?.(rows);
    return true;
  }

  #rowOf(line: string, nowMs: number): LogRow[] {
    const { onDrop, mostAgeMs = 86_400_000 } = this.#options;
    const row = line === "" ? undefined : readTailedLine(line);
    const reason = row === undefined ? "malformed" : row.tsMs < nowMs - mostAgeMs ? "too-old" : "";
    if (row !== undefined && reason === "") return [row];
    if (line !== "") onDrop?.("logs", reason, 1);
    return [];
  }

  #unread({ inode, sizeBytes }: FoundLog): number {
    return Math.max(0, sizeBytes - (this.#entries.get(inode)?.offset ?? 0));
  }

  #forget(found: readonly FoundLog[]): void {
    const { clock, store } = this.#options;
    const nowMs = clock.monotonicMs();
    const present = new Set(found.map(({ inode }) => inode));
    for (const inode of present) this.#goneSince.delete(inode);
    const gone = [...this.#entries.keys()].filter((inode) => !present.has(inode));
    for (const inode of gone) {
      if (!this.#goneSince.has(inode)) this.#goneSince.set(inode, nowMs);
    }
    const old = gone.filter((inode) => nowMs - (this.#goneSince.get(inode) ?? nowMs) > GONE_MS);
    if (old.length === 0) return;
    store.forgetTails(old);
    for (const inode of old) {
      this.#entries.delete(inode);
      this.#goneSince.delete(inode);
    }
  }
}
