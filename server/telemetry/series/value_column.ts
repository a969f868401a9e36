import type { ByteReader } from "./byte_reader.ts";
import type { ByteWriter } from "./byte_writer.ts";
import { type ColumnEncoder, readColumn } from "./number_column.ts";
import type { SampleBuffer } from "./sample_buffer.ts";

/** How values are written; from SCALED on the mode says by which power of ten they are whole. */
const CONSTANT = 0;
const XOR = 1;
const SCALED = 2;

const MOST_DIGITS = 9;
/** Differences of second order stay exact below it. */
const WHOLE_LIMIT = 2 ** 48;
const REPEAT = 64;
const LONGEST_REPEAT = 192;

/** A run of values within a buffer: `start .. end - 1`. */
export interface ValueSpan {
  readonly buffer: Pick<SampleBuffer, "values" | "bits" | "bytes">;
  readonly start: number;
  readonly end: number;
}

/**
 * Writes a column of doubles bit for bit, in the first form that takes them: one value for all; whole
 * numbers, or decimals that a power of ten makes whole, as a number column; else the bytes in which each
 * differs from the one before.
 */
export class ValueEncoder {
  readonly #columns: ColumnEncoder;
  #whole = new Float64Array(128);

  constructor(columns: ColumnEncoder) {
    this.#columns = columns;
  }

  /** Writes the values of a span of one at least. */
  encode(writer: ByteWriter, span: ValueSpan): void {
    if (isConstant(span)) return writeConstant(writer, span);
    const digits = this.#scale(span);
    if (digits === undefined) return writeXor(writer, span);
    writer.byte(SCALED + digits);
    writer.signed(this.#whole[0] ?? 0);
    this.#columns.encode(writer, this.#whole, span.end - span.start);
  }

  /** Fills `#whole` with values times the least power of ten that makes all whole. */
  #scale({ buffer, start, end }: ValueSpan): number | undefined {
    if (end - start > this.#whole.length) this.#whole = new Float64Array(2 * (end - start));
    const { values } = buffer;
    const whole = this.#whole;
    let digits = 0;
    for (let at = start; at < end;) {
      const value = values[at] ?? 0;
      const scaled = Math.round(value * 10 ** digits);
      const isExact = scaled / 10 ** digits === value && Math.abs(scaled) < WHOLE_LIMIT &&
        (value !== 0 || !Object.is(value, -0));
      if (isExact) {
        whole[at++ - start] = scaled;
        continue;
      }
      digits = digitsOf(value, digits + 1);
      if (digits > MOST_DIGITS) return undefined;
      at = start;
    }
    return digits;
  }
}

/** Reads what a {@linkcode ValueEncoder} wrote into a span. */
export function readValues(reader: ByteReader, span: ValueSpan): void {
  const mode = reader.byte();
  if (mode === CONSTANT) return readConstant(reader, span);
  if (mode === XOR) return readXor(reader, span);
  const { buffer: { values: numbers }, start, end } = span;
  numbers[start] = reader.signed();
  readColumn(reader, { numbers, start, end });
  if (mode === SCALED) return;
  const scale = 10 ** (mode - SCALED);
  for (let at = start; at < end; at++) numbers[at] = (numbers[at] ?? 0) / scale;
}

function digitsOf(value: number, least: number): number {
  for (let digits = least; digits <= MOST_DIGITS; digits++) {
    if (Math.round(value * 10 ** digits) / 10 ** digits === value) return digits;
  }
  return MOST_DIGITS + 1;
}

function isConstant({ buffer: { bits }, start, end }: ValueSpan): boolean {
  const [low, high] = [bits[2 * start], bits[2 * start + 1]];
  for (let at = start + 1; at < end; at++) {
    if (bits[2 * at] !== low || bits[2 * at + 1] !== high) return false;
  }
  return true;
}

function writeConstant(writer: ByteWriter, { buffer: { bits }, start }: ValueSpan): void {
  writer.byte(CONSTANT);
  writer.uint32(bits[2 * start] ?? 0);
  writer.uint32(bits[2 * start + 1] ?? 0);
}

function readConstant(reader: ByteReader, { buffer: { bits }, start, end }: ValueSpan): void {
  const [low, high] = [reader.uint32(), reader.uint32()];
  for (let at = start; at < end; at++) {
    bits[2 * at] = low;
    bits[2 * at + 1] = high;
  }
}

/**
 * Eight bytes of the first value; then for each either a count of values like the one before
 * (63 + count), or the lowest differing byte and, times eight, their number less one, and those bytes.
 */
function writeXor(writer: ByteWriter, { buffer: { bytes }, start, end }: ValueSpan): void {
  writer.reserve(9 * (end - start) + 1);
  writer.byte(XOR);
  writer.append(bytes.subarray(8 * start, 8 * start + 8));
  let repeats = 0;
  for (let at = start + 1; at < end; at++) {
    const base = 8 * at;
    let [low, high] = [0, 7];
    while (low < 8 && bytes[base + low] === bytes[base + low - 8]) low++;
    if (low < 8) { while (bytes[base + high] === bytes[base + high - 8]) high--; }
    if (repeats > 0 && (low < 8 || repeats === LONGEST_REPEAT)) {
      writer.byte(REPEAT - 1 + repeats);
      repeats = 0;
    }
    if (low === 8) {
      repeats++;
      continue;
    }
    writer.byte(low | (high - low) << 3);
    for (let byte = base + low; byte <= base + high; byte++) writer.byte(bytes[byte] ?? 0);
  }
  if (repeats > 0) writer.byte(REPEAT - 1 + repeats);
}

function readXor(reader: ByteReader, { buffer, start, end }: ValueSpan): void {
  const { bytes, bits } = buffer;
  bytes.set(reader.take(8), 8 * start);
  const from = reader.bytes;
  let { at: source } = reader;
  for (let at = start + 1; at < end;) {
    const control = from[source++] ?? 0;
    const count = control < REPEAT ? 1 : control - REPEAT + 1;
    const [low, high] = [bits[2 * at - 2] ?? 0, bits[2 * at - 1] ?? 0];
    for (const last = at + count; at < last; at++) {
      bits[2 * at] = low;
      bits[2 * at + 1] = high;
    }
    if (control >= REPEAT) continue;
    const first = 8 * (at - 1) + (control & 7);
    const lastByte = first + (control >> 3);
    for (let byte = first; byte <= lastByte; byte++) bytes[byte] = from[source++] ?? 0;
  }
  reader.at = source;
}
