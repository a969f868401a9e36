import type { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { LastValues } from "./last_values.ts";
import type { OpenPage } from "./open_chunks.ts";
import { SampleBuffer } from "./sample_buffer.ts";

/** How a value is written: as the last one of its series, by the whole difference to it, by its bits. */
const SAME = 0;
const WHOLE = 1;
const BITS = 2;
const KINDS = 3;
/** The slot follows the one before; else the difference is written. */
const NEXT_SLOT = 4;
/** The time is that of the sample before; else the difference is written. */
const SAME_TIME = 8;

const HIGHEST_SLOT = 2 ** 20 - 1;

/** Differences below it are exact, and so is twice of them. */
const WHOLE_LIMIT = 2 ** 51;

/**
 * Writes the samples of a step as they come, without an object for any of them.
 *
 * A counter takes two or three bytes, a value that stayed one, any other double nine.
 */
export class LogBatchWriter {
  /** What was written since {@linkcode begin}. */
  readonly writer = new ByteWriter(1 << 16);
  /** Samples since {@linkcode begin}. */
  count = 0;
  readonly #source: { readonly page: OpenPage };
  readonly #last = new LastValues();
  #slot = -1;
  #timeMs = 0;

  /** Takes values from the page that `source` has at the time. */
  constructor(source: { readonly page: OpenPage }) {
    this.#source = source;
  }

  /** Begins a batch; its differences build on the batches before. */
  begin(): void {
    this.writer.clear();
    this.count = 0;
    this.#slot = -1;
    this.#timeMs = 0;
  }

  /** Begins a batch that builds on nothing, as the first one of a segment. */
  reset(): void {
    this.#last.clear();
    this.begin();
  }

  /** Appends the sample whose value stands at an index of the page. */
  add(slot: number, timestampMs: number, index: number): void {
    this.#last.reserve(slot);
    const { page } = this.#source;
    const { writer } = this;
    const { bits, values } = this.#last;
    const low = page.bits[2 * index] ?? 0;
    const high = page.bits[2 * index + 1] ?? 0;
    const value = page.values[index] ?? 0;
    const last = values[slot] ?? 0;
    const isSame = low === bits[2 * slot] && high === bits[2 * slot + 1];
    // Zero must not become minus zero, nor the other way round.
    const isWhole = isWholeStep(last, value) && (value !== 0 || high === 0);
    const kind = isSame ? SAME : isWhole ? WHOLE : BITS;
    const isNext = slot === this.#slot + 1;
    const isSameTime = timestampMs === this.#timeMs;
    writer.byte(kind | (isNext ? NEXT_SLOT : 0) | (isSameTime ? SAME_TIME : 0));
    if (!isNext) writer.signed(slot - this.#slot);
    if (!isSameTime) writer.signed(timestampMs - this.#timeMs);
    if (kind === WHOLE) writer.signed(value - last);
    if (kind === BITS) {
      writer.uint32(low);
      writer.uint32(high);
    }
    bits[2 * slot] = low;
    bits[2 * slot + 1] = high;
    this.#slot = slot;
    this.#timeMs = timestampMs;
    this.count++;
  }
}

/** Whether a value comes back exactly from a whole difference to the last one. */
function isWholeStep(last: number, value: number): boolean {
  const difference = value - last;
  return Math.trunc(difference) === difference && Math.abs(difference) < WHOLE_LIMIT &&
    last + difference === value;
}

/** Reads batches of one segment, in their order. */
export class LogBatchReader {
  /** Slots of the samples of the last batch, as their writer had them. */
  slots = new Int32Array(0);
  readonly samples = new SampleBuffer(0);
  readonly #last = new LastValues();

  /** Reads the next batch into `slots` and `samples`. */
  read(reader: ByteReader): void {
    const count = reader.varint();
    this.samples.length = 0;
    // Each sample is a byte at least: a wrong count must not take memory.
    this.samples.reserve(Math.min(count, reader.leftBytes));
    if (this.slots.length < this.samples.capacity) {
      this.slots = new Int32Array(this.samples.capacity);
    }
    let [slot, timeMs] = [-1, 0];
    for (let at = 0; at < count; at++) {
      const head = reader.byte();
      slot += (head & NEXT_SLOT) !== 0 ? 1 : reader.signed();
      if ((head & SAME_TIME) === 0) timeMs += reader.signed();
      if (slot < 0 || slot > HIGHEST_SLOT) throw new RangeError("The slot is out of range");
      this.slots[at] = slot;
      this.samples.timestampsMs[at] = timeMs;
      this.#readValue(reader, slot, head & KINDS);
    }
  }

  #readValue(reader: ByteReader, slot: number, kind: number): void {
    this.#last.reserve(slot);
    const { bits, values } = this.#last;
    if (kind === WHOLE) values[slot] = (values[slot] ?? 0) + reader.signed();
    if (kind === BITS) {
      bits[2 * slot] = reader.uint32();
      bits[2 * slot + 1] = reader.uint32();
    }
    const at = this.samples.length++;
    this.samples.bits[2 * at] = bits[2 * slot] ?? 0;
    this.samples.bits[2 * at + 1] = bits[2 * slot + 1] ?? 0;
  }
}
