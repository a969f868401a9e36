import type { TimeRange } from "../model/series_source.ts";
import { decodeChunk } from "./chunk_codec.ts";
import { type ChunkColumns, COLUMN_BYTES } from "./chunk_columns.ts";
import type { SampleBuffer } from "./sample_buffer.ts";

/** How fine the samples of a block are: all of them, one in 10 s, one in 60 s. */
export type BlockLevel = 0 | 1 | 2;

/** Where a block stands among the others: it holds what the cycles `first..last` sealed. */
export interface BlockPlace {
  readonly first: number;
  readonly last: number;
  readonly level: BlockLevel;
}

/** Many sealed chunks that never change again: columns by ascending slot, and their bytes. */
export class Block {
  readonly place: BlockPlace;
  readonly columns: ChunkColumns;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sampleCount: number;

  /** Takes over columns that are sorted by slot, and for one slot by time. */
  constructor(place: BlockPlace, columns: ChunkColumns, bytes: Uint8Array<ArrayBuffer>) {
    this.place = place;
    this.columns = columns;
    this.bytes = bytes;
    this.fromMs = columns.fromMs.reduce((least, timeMs) => Math.min(least, timeMs), Infinity);
    this.toMs = columns.toMs.reduce((most, timeMs) => Math.max(most, timeMs), -Infinity);
    this.sampleCount = columns.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Bytes it takes in memory. */
  get sizeBytes(): number {
    return this.bytes.length + this.columns.length * COLUMN_BYTES;
  }

  /** Whether a sample of it may lie in a range. */
  overlaps(range: TimeRange): boolean {
    return this.fromMs <= range.toMs && this.toMs >= range.fromMs;
  }

  /** How many samples {@linkcode read} would append. */
  count(slot: number, range: TimeRange): number {
    const { slots, counts } = this.columns;
    let count = 0;
    for (let at = this.#find(slot); slots[at] === slot; at++) {
      if (this.#isIn(at, range)) count += counts[at] ?? 0;
    }
    return count;
  }

  /** Appends the chunks of a slot that have a part in a range, as a whole. */
  read(slot: number, range: TimeRange, into: SampleBuffer): void {
    const { columns, bytes } = this;
    for (let at = this.#find(slot); columns.slots[at] === slot; at++) {
      if (this.#isIn(at, range)) readChunk(columns, at, { bytes, into });
    }
  }

  #isIn(at: number, range: TimeRange): boolean {
    const { fromMs, toMs } = this.columns;
    return (fromMs[at] ?? 0) <= range.toMs && (toMs[at] ?? 0) >= range.fromMs;
  }

  #find(slot: number): number {
    const { slots } = this.columns;
    let [low, high] = [0, slots.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((slots[middle] ?? 0) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Appends one chunk. */
export function readChunk(
  columns: ChunkColumns,
  at: number,
  { bytes, into }: { readonly bytes: Uint8Array; readonly into: SampleBuffer },
): void {
  const place = {
    bytes,
    offset: columns.offsets[at] ?? 0,
    count: columns.counts[at] ?? 0,
    fromMs: columns.fromMs[at] ?? 0,
  };
  decodeChunk(place, into);
}
