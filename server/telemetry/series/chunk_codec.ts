import { ByteReader } from "./byte_reader.ts";
import type { ByteWriter } from "./byte_writer.ts";
import { ColumnEncoder, readColumn } from "./number_column.ts";
import type { SampleBuffer } from "./sample_buffer.ts";
import { readValues, ValueEncoder } from "./value_column.ts";

/** Samples to write: `count` of them from `start` on. */
export interface ChunkSource {
  readonly buffer: Pick<SampleBuffer, "values" | "bits" | "bytes">;
  /** Milliseconds after the first sample, so the first one is 0. */
  readonly offsetsMs: Float64Array;
  readonly start: number;
  readonly count: number;
}

/** Where a chunk stands, and what its place in a block says of it. */
export interface ChunkPlace {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly count: number;
  readonly fromMs: number;
}

/** Writes chunks: a column of times, then one of values. */
export class ChunkEncoder {
  readonly #columns = new ColumnEncoder();
  readonly #values = new ValueEncoder(this.#columns);

  /** Appends one chunk; its count and its first time are kept elsewhere. */
  encode(writer: ByteWriter, source: ChunkSource): void {
    const { buffer, start, count } = source;
    this.#columns.encode(writer, source.offsetsMs, count);
    this.#values.encode(writer, { buffer, start, end: start + count });
  }
}

/** Appends the samples of a chunk to a buffer. */
export function decodeChunk(place: ChunkPlace, into: SampleBuffer): void {
  into.reserve(place.count);
  const reader = new ByteReader(place.bytes, place.offset);
  const start = into.length;
  const end = start + place.count;
  into.timestampsMs[start] = place.fromMs;
  readColumn(reader, { numbers: into.timestampsMs, start, end });
  readValues(reader, { buffer: into, start, end });
  into.length = end;
}
