import { NO_SAMPLES, type Samples } from "../model/samples.ts";
import type { TimeRange } from "../model/series_source.ts";
import type { Block } from "./block.ts";
import type { BlockBuilder } from "./block_builder.ts";
import { type Decoded, DecodedCache } from "./decoded_cache.ts";
import type { OpenChunks } from "./open_chunks.ts";
import { countBefore, countUpTo, SampleBuffer } from "./sample_buffer.ts";
import type { SeriesTable } from "./series_table.ts";

/** Where samples are, from the oldest to the newest place. */
export interface SampleSources {
  readonly table: SeriesTable;
  readonly blocks: () => readonly Block[];
  readonly builder: () => BlockBuilder;
  readonly open: OpenChunks;
}

/**
 * Reads the samples of a series in a range.
 *
 * A series that was read is kept decoded and only its new samples are added, so that a page that asks for
 * the last hour every few seconds gets views of what is there. Who reads must not write into them.
 */
export class SeriesReader {
  readonly #sources: SampleSources;
  readonly #scratch = new SampleBuffer(256);
  /** What is kept decoded. */
  readonly cache: DecodedCache;

  /** Makes a reader with an empty cache of at most `cacheBytes`. */
  constructor(sources: SampleSources, cacheBytes: number) {
    this.#sources = sources;
    this.cache = new DecodedCache(cacheBytes);
  }

  /** The samples of a slot in a closed range of time. */
  read(slot: number, range: TimeRange): Samples {
    const { table } = this.#sources;
    const fromMs = Math.max(range.fromMs, table.firstMs[slot] ?? Infinity);
    const toMs = Math.min(range.toMs, table.lastMs[slot] ?? -Infinity);
    // Written so that a range of NaN is empty.
    if (!(fromMs <= toMs)) return NO_SAMPLES;
    const needed = { fromMs, toMs };
    const known = this.cache.get(slot);
    const isNear = known !== undefined && known.fromMs <= fromMs && known.toMs >= fromMs;
    const entry = isNear ? known : this.#decode(slot, needed);
    entry.widestMs = Math.max(entry.widestMs, toMs - fromMs);
    if (entry.toMs < toMs) this.#extend(slot, entry, toMs);
    return entry.buffer.between(fromMs, toMs);
  }

  /** The bits of the last sample of a slot that has one: low word, high word. */
  lastBits(slot: number): readonly [number, number] {
    const lastMs = this.#sources.table.lastMs[slot] ?? 0;
    const found = this.#collect(slot, { fromMs: lastMs, toMs: lastMs });
    const at = countBefore(found, lastMs);
    return [found.bits[2 * at] ?? 0, found.bits[2 * at + 1] ?? 0];
  }

  #decode(slot: number, range: TimeRange): Decoded {
    const { blocks, builder, open, table } = this.#sources;
    let count = open.counts[slot] ?? 0;
    for (const block of blocks()) if (block.overlaps(range)) count += block.count(slot, range);
    count += builder().count(slot, range);
    // Room for what comes next, when the range ends where the series does.
    const spare = range.toMs === table.lastMs[slot] ? (count >> 3) + 16 : 0;
    const buffer = new SampleBuffer(count + spare);
    this.#gather(slot, range, buffer);
    // Whole chunks were read: nothing lies between their ends and the range.
    const firstMs = buffer.length > 0 ? buffer.timestampsMs[0] : undefined;
    const fromMs = Math.min(range.fromMs, firstMs ?? Infinity);
    const toMs = Math.max(range.toMs, buffer.timestampsMs[buffer.length - 1] ?? -Infinity);
    const entry = { fromMs, toMs, buffer, widestMs: 0 };
    this.cache.set(slot, entry);
    return entry;
  }

  #extend(slot: number, entry: Decoded, toMs: number): void {
    const found = this.#collect(slot, { fromMs: entry.toMs + 1, toMs });
    const start = countUpTo(found, entry.toMs);
    const count = found.length - start;
    if (entry.buffer.length + count > entry.buffer.capacity) {
      this.#renew(slot, entry, { count, toMs });
    }
    const { buffer } = entry;
    buffer.timestampsMs.set(found.timestampsMs.subarray(start, found.length), buffer.length);
    buffer.bytes.set(found.bytes.subarray(8 * start, 8 * found.length), 8 * buffer.length);
    buffer.length += count;
    entry.toMs = Math.max(toMs, found.timestampsMs[found.length - 1] ?? toMs);
  }

  /** Takes a larger buffer; views of the old one stay as they are. What nobody asked for lately is left. */
  #renew(slot: number, entry: Decoded, { count, toMs }: { count: number; toMs: number }): void {
    const { buffer: old } = entry;
    const start = countBefore(old, toMs - entry.widestMs);
    const kept = old.length - start;
    const buffer = new SampleBuffer(kept + count + (kept >> 3) + 16);
    buffer.timestampsMs.set(old.timestampsMs.subarray(start, old.length));
    buffer.bytes.set(old.bytes.subarray(8 * start, 8 * old.length));
    buffer.length = kept;
    if (start > 0) entry.fromMs = toMs - entry.widestMs;
    entry.widestMs = 0;
    this.cache.set(slot, entry, buffer);
  }

  #collect(slot: number, range: TimeRange): SampleBuffer {
    this.#scratch.length = 0;
    this.#gather(slot, range, this.#scratch);
    return this.#scratch;
  }

  #gather(slot: number, range: TimeRange, into: SampleBuffer): void {
    const { blocks, builder, open } = this.#sources;
    for (const block of blocks()) if (block.overlaps(range)) block.read(slot, range, into);
    builder().read(slot, range, into);
    open.read(slot, range, into);
  }
}
