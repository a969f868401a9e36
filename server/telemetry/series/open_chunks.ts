import type { ChunkSource } from "./chunk_codec.ts";
import type { SampleBuffer } from "./sample_buffer.ts";
import { grown } from "./grown.ts";

/** Samples that fit into an open chunk; a cycle of 120 steps and some more. */
export const CHUNK_SAMPLES = 128;

const PLACES = 256;
const LONGEST_MS = 2 ** 32 - 1;

/** Room for the open chunks of 256 series. */
export interface OpenPage extends Pick<SampleBuffer, "values" | "bits" | "bytes"> {
  /** Milliseconds after the first sample of the chunk. */
  readonly offsetsMs: Uint32Array;
}

/**
 * The samples that are not sealed yet, of all series: each has a place on a page while it has any.
 *
 * No object is made for a sample, nor for a chunk once its page is there: a place that is left is taken by
 * the next series that needs one.
 */
export class OpenChunks {
  /** The page of the last {@linkcode push}. */
  page: OpenPage;
  /** Samples of a slot. */
  counts = new Uint8Array(0);
  readonly #pages: OpenPage[] = [];
  readonly #freePlaces: number[] = [];
  readonly #offsets = new Float64Array(CHUNK_SAMPLES);
  #baseMs = new Float64Array(0);
  #places = new Int32Array(0);
  #placeEnd = 0;

  constructor() {
    this.page = makePage(0);
  }

  /** Bytes of all pages. */
  get sizeBytes(): number {
    return this.#pages.length * PLACES * CHUNK_SAMPLES * 12;
  }

  /** Makes room for a sample; gives its index on `page`, or -1 when the chunk must be sealed first. */
  push(slot: number, timestampMs: number): number {
    const count = this.counts[slot];
    if (count === 0 || count === undefined) return this.#begin(slot, timestampMs);
    const offsetMs = timestampMs - (this.#baseMs[slot] ?? 0);
    if (count === CHUNK_SAMPLES || offsetMs > LONGEST_MS) return -1;
    const place = this.#places[slot] ?? 0;
    const page = this.#pages[place >> 8] as OpenPage;
    const index = (place & 255) * CHUNK_SAMPLES + count;
    page.offsetsMs[index] = offsetMs;
    this.counts[slot] = count + 1;
    this.page = page;
    return index;
  }

  /** Time of the first sample of a slot that has one. */
  fromMs(slot: number): number {
    return this.#baseMs[slot] ?? 0;
  }

  /** The samples of a slot as a chunk to encode, valid until the next call. */
  source(slot: number): ChunkSource {
    const { page, start } = this.#whereIs(slot);
    const count = this.counts[slot] ?? 0;
    for (let at = 0; at < count; at++) this.#offsets[at] = page.offsetsMs[start + at] ?? 0;
    return { buffer: page, offsetsMs: this.#offsets, start, count };
  }

  /** Appends the samples of a slot to a buffer when they have a part in a range, as a whole. */
  read(slot: number, range: { fromMs: number; toMs: number }, into: SampleBuffer): void {
    const count = this.counts[slot] ?? 0;
    if (count === 0) return;
    const { page, start } = this.#whereIs(slot);
    const end = start + count;
    const baseMs = this.fromMs(slot);
    const lastMs = baseMs + (page.offsetsMs[end - 1] ?? 0);
    if (baseMs > range.toMs || lastMs < range.fromMs) return;
    into.reserve(count);
    for (let at = 0; at < count; at++) {
      into.timestampsMs[into.length + at] = baseMs + (page.offsetsMs[start + at] ?? 0);
    }
    into.bits.set(page.bits.subarray(2 * start, 2 * end), 2 * into.length);
    into.length += count;
  }

  /** Forgets the samples of a slot. */
  clear(slot: number): void {
    if ((this.counts[slot] ?? 0) === 0) return;
    this.counts[slot] = 0;
    this.#freePlaces.push(this.#places[slot] ?? 0);
  }

  #begin(slot: number, timestampMs: number): number {
    if (slot >= this.counts.length) this.#grow(slot);
    const place = this.#freePlaces.pop() ?? this.#placeEnd++;
    if (place >= this.#pages.length * PLACES) this.#pages.push(makePage(PLACES * CHUNK_SAMPLES));
    this.#places[slot] = place;
    this.#baseMs[slot] = timestampMs;
    this.counts[slot] = 1;
    const { page, start } = this.#whereIs(slot);
    page.offsetsMs[start] = 0;
    this.page = page;
    return start;
  }

  #whereIs(slot: number): { page: OpenPage; start: number } {
    const place = this.#places[slot] ?? 0;
    const page = this.#pages[place >> 8];
    if (page === undefined) throw new RangeError(`Slot ${slot} has no open chunk`);
    return { page, start: (place & 255) * CHUNK_SAMPLES };
  }

  #grow(slot: number): void {
    const length = Math.max(256, slot + 1, this.counts.length * 2);
    this.counts = grown(this.counts, new Uint8Array(length));
    this.#baseMs = grown(this.#baseMs, new Float64Array(length));
    this.#places = grown(this.#places, new Int32Array(length));
  }
}

function makePage(capacity: number): OpenPage {
  const values = new Float64Array(capacity);
  const bytes = new Uint8Array(values.buffer);
  const bits = new Uint32Array(values.buffer);
  return { values, bytes, bits, offsetsMs: new Uint32Array(capacity) };
}
