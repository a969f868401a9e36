import type { TimeRange } from "../model/series_source.ts";
import { Block, type BlockPlace, readChunk } from "./block.ts";
import { ByteWriter } from "./byte_writer.ts";
import { ChunkEncoder, type ChunkSource } from "./chunk_codec.ts";
import { ChunkColumns, COLUMN_BYTES } from "./chunk_columns.ts";
import { grown } from "./grown.ts";
import type { SampleBuffer } from "./sample_buffer.ts";

/** A block that still grows; its chunks can be read meanwhile. */
export class BlockBuilder {
  readonly #columns = new ChunkColumns();
  readonly #writer = new ByteWriter(1 << 14);
  readonly #encoder: ChunkEncoder;
  /** By slot: its newest chunk, plus one. */
  #newest = new Int32Array(256);
  /** By chunk: the one before it of the same slot, plus one. */
  #before = new Int32Array(256);
  sampleCount = 0;

  /** Encodes with buffers that others use, too. */
  constructor(encoder: ChunkEncoder) {
    this.#encoder = encoder;
  }

  /** Chunks so far. */
  get chunkCount(): number {
    return this.#columns.length;
  }

  /** Bytes so far. */
  get sizeBytes(): number {
    const links = 4 * (this.#newest.length + this.#before.length);
    return this.#writer.bytes.length + this.#columns.slots.length * COLUMN_BYTES + links;
  }

  /** Appends a chunk whose samples are later than those of the same slot before. */
  add(slot: number, fromMs: number, source: ChunkSource): void {
    const offset = this.#writer.length;
    this.#encoder.encode(this.#writer, source);
    const { count } = source;
    const toMs = fromMs + (source.offsetsMs[count - 1] ?? 0);
    const at = this.#columns.add({ slot, offset, count, fromMs, toMs });
    this.#link(slot, at);
    this.sampleCount += count;
  }

  /** How many samples {@linkcode read} would append. */
  count(slot: number, range: TimeRange): number {
    return this.#chunks(slot, range)
      .reduce((sum, at) => sum + (this.#columns.counts[at] ?? 0), 0);
  }

  /** Appends the chunks of a slot that have a part in a range, as a whole. */
  read(slot: number, range: TimeRange, into: SampleBuffer): void {
    const bytes = this.#writer.written();
    for (const at of this.#chunks(slot, range)) readChunk(this.#columns, at, { bytes, into });
  }

  /** Makes the block. */
  finish(place: BlockPlace): Block {
    return new Block(place, this.#columns.sorted(), this.#writer.written().slice());
  }

  /** Chunks of a slot with a part in the range, the oldest first. */
  #chunks(slot: number, range: TimeRange): number[] {
    const { fromMs, toMs } = this.#columns;
    const chunks: number[] = [];
    let link = this.#newest[slot] ?? 0;
    for (; link > 0; link = this.#before[link - 1] ?? 0) {
      const at = link - 1;
      if ((fromMs[at] ?? 0) <= range.toMs && (toMs[at] ?? 0) >= range.fromMs) chunks.push(at);
    }
    return chunks.reverse();
  }

  #link(slot: number, at: number): void {
    if (slot >= this.#newest.length) {
      this.#newest = grown(this.#newest, new Int32Array(Math.max(slot + 1, 2 * slot)));
    }
    if (at >= this.#before.length) this.#before = grown(this.#before, new Int32Array(2 * at));
    this.#before[at] = this.#newest[slot] ?? 0;
    this.#newest[slot] = at + 1;
  }
}
