import { ByteWriter } from "./byte_writer.ts";
import type { DiskGuard } from "./disk_guard.ts";
import { KeyWriter } from "./key_list.ts";
import { LogBatchWriter } from "./log_batch.ts";
import type { OpenPage } from "./open_chunks.ts";
import { beginRecord, endRecord } from "./record.ts";
import type { SeriesFiles } from "./series_files.ts";

/** First byte of a record: what it is. */
export const RECORD_SEGMENT = 1;
export const RECORD_SERIES = 2;
export const RECORD_SAMPLES = 3;
/** Form of the records; a reader knows only its own. */
export const LOG_VERSION = 1;

const NAME = /^(\d{10})\.wal$/;
/** An owner that forgets to commit must not fill the memory. */
const MOST_PENDING_BYTES = 4 * 1024 * 1024;

/** The number of a segment by the name of its file; undefined for other files. */
export function segmentNumber(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The name of a segment's file. */
export function segmentName(number: number): string {
  return `${String(number).padStart(10, "0")}.wal`;
}

/** What a log works with. */
export interface WalOptions {
  readonly files: SeriesFiles;
  readonly guard: DiskGuard;
  /** Has the page on which the value of an added sample stands. */
  readonly open: { readonly page: OpenPage };
  /** The key of the labels of a slot. */
  readonly keyOf: (slot: number) => string;
  /** Segments before it exist already, with their sizes. */
  readonly before: ReadonlyMap<number, number>;
}

/**
 * The write-ahead log: each step becomes one write of whole records, at the end of the current segment.
 *
 * A segment stands for itself: it defines each series before its first sample, and its differences begin
 * at 0. So segments can go in any order of age, and a damaged one harms no other.
 */
export class Wal {
  readonly #options: WalOptions;
  readonly #batch: LogBatchWriter;
  readonly #writer = new ByteWriter(1 << 16);
  readonly #sizes: Map<number, number>;
  /** 1 for slots that the current segment defines. */
  #defined = new Uint8Array(256);
  #fresh: number[] = [];
  #segment: number;
  /** Samples in the log. */
  loggedSamples = 0;
  /** Samples that the disk did not take; they are in memory, and in a block later. */
  unloggedSamples = 0;

  /** Begins a new segment behind all there are; its file is made with the first commit. */
  constructor(options: WalOptions) {
    this.#options = options;
    this.#batch = new LogBatchWriter(options.open);
    this.#sizes = new Map(options.before);
    this.#segment = Math.max(0, ...options.before.keys()) + 1;
  }

  /** Number of the current segment. */
  get segment(): number {
    return this.#segment;
  }

  /** Bytes of all segments on the disk. */
  get sizeBytes(): number {
    return [...this.#sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  }

  /** Bytes of the current segment on the disk. */
  get segmentBytes(): number {
    return this.#sizes.get(this.#segment) ?? 0;
  }

  /** Takes a sample that stands on the open page. */
  add(slot: number, timestampMs: number, index: number): void {
    if (this.#defined[slot] !== 1) this.#define(slot);
    this.#batch.add(slot, timestampMs, index);
    if (this.#batch.writer.length > MOST_PENDING_BYTES) this.commit();
  }

  /** Writes what was added; when the disk takes it not, counts it and begins a new segment. */
  commit(): void {
    const { count } = this.#batch;
    if (count === 0) return;
    const { files, guard } = this.#options;
    const bytes = this.#records();
    const name = segmentName(this.#segment);
    const failuresBefore = guard.failures;
    if (guard.write(() => files.append(name, bytes))) {
      this.#sizes.set(this.#segment, this.segmentBytes + bytes.length);
      this.loggedSamples += count;
      this.#fresh = [];
      this.#batch.begin();
      return;
    }
    this.unloggedSamples += count;
    // A part of the bytes may be there: what follows them could not be read.
    if (guard.failures > failuresBefore) this.#sizes.set(this.#segment, sizeOf(files, name));
    this.beginSegment();
  }

  /** Ends the current segment; what was added and not committed is dropped. */
  beginSegment(): void {
    if (this.#sizes.has(this.#segment)) this.#segment++;
    this.#defined.fill(0);
    this.#fresh = [];
    this.#batch.reset();
  }

  /** Removes all segments before a number. */
  removeBefore(number: number): void {
    for (const segment of this.#sizes.keys()) {
      if (segment >= number) continue;
      const name = segmentName(segment);
      if (this.#options.guard.attempt(() => this.#options.files.remove(name))) {
        this.#sizes.delete(segment);
      }
    }
  }

  #define(slot: number): void {
    if (slot >= this.#defined.length) {
      const longer = new Uint8Array(Math.max(slot + 1, this.#defined.length * 2));
      longer.set(this.#defined);
      this.#defined = longer;
    }
    this.#defined[slot] = 1;
    this.#fresh.push(slot);
  }

  #records(): Uint8Array {
    const writer = this.#writer;
    writer.clear();
    if (this.segmentBytes === 0) {
      const head = beginRecord(writer);
      writer.byte(RECORD_SEGMENT);
      writer.varint(LOG_VERSION);
      endRecord(writer, head);
    }
    if (this.#fresh.length > 0) this.#writeSeries();
    const samples = beginRecord(writer);
    writer.byte(RECORD_SAMPLES);
    writer.varint(this.#batch.count);
    writer.append(this.#batch.writer.written());
    endRecord(writer, samples);
    return writer.written();
  }

  #writeSeries(): void {
    const writer = this.#writer;
    const keys = new KeyWriter();
    const series = beginRecord(writer);
    writer.byte(RECORD_SERIES);
    writer.varint(this.#fresh.length);
    for (const slot of this.#fresh) {
      writer.varint(slot);
      keys.write(writer, this.#options.keyOf(slot));
    }
    endRecord(writer, series);
  }
}

function sizeOf(files: SeriesFiles, name: string): number {
  try {
    return files.size(name);
  } catch {
    // It was never made, or the disk cannot even be read: the failed write told so.
    return 0;
  }
}
