import type { ByteReader } from "./byte_reader.ts";
import type { ByteWriter } from "./byte_writer.ts";

/** How the differences of a column are written. */
const EQUAL = 0;
const PACKED = 1;
const RUNS = 2;

/** Wider ones would need more than one 32-bit read at a bit offset of up to 7. */
const WIDEST_BITS = 25;

/** Where decoded numbers go: `numbers[start]` is known, `start + 1 .. end - 1` are filled in. */
export interface ColumnSpan {
  readonly numbers: Float64Array;
  readonly start: number;
  readonly end: number;
}

interface Shape {
  readonly kind: number;
  readonly sizeBytes: number;
  readonly min: number;
  readonly widthBits: number;
  /** All differences are multiples of 2 to this power: gauges of bytes count whole pages. */
  readonly shiftBits: number;
}

/**
 * Writes columns of whole numbers as their first or second differences, whichever is shorter: once if
 * all are equal; at a fixed width of bits above the least one, in units of a power of two; or as varints
 * with runs of zeros.
 *
 * The first number is not written. Numbers stay below 2^48 so that all of it is exact in a double.
 */
export class ColumnEncoder {
  #first = new Float64Array(128);
  #second = new Float64Array(128);

  /** Writes the first `count` of the numbers. */
  encode(writer: ByteWriter, numbers: Float64Array, count: number): void {
    if (count < 2) return;
    this.#difference(numbers, count);
    const first = shapeOf(this.#first, count - 1);
    const second = count > 2 ? shapeOf(this.#second, count - 2) : undefined;
    const start = this.#first[0] ?? 0;
    writer.reserve(count * 9 + 16);
    if (second !== undefined && second.sizeBytes + signedBytes(start) < first.sizeBytes) {
      writer.byte(second.kind << 1 | 1);
      writer.signed(start);
      write(writer, second, this.#second.subarray(0, count - 2));
    } else {
      writer.byte(first.kind << 1);
      write(writer, first, this.#first.subarray(0, count - 1));
    }
  }

  #difference(numbers: Float64Array, count: number): void {
    if (count > this.#first.length) {
      this.#first = new Float64Array(count * 2);
      this.#second = new Float64Array(count * 2);
    }
    const [first, second] = [this.#first, this.#second];
    let [before, step] = [numbers[1] ?? 0, (numbers[1] ?? 0) - (numbers[0] ?? 0)];
    first[0] = step;
    for (let at = 2; at < count; at++) {
      const number = numbers[at] ?? 0;
      const difference = number - before;
      first[at - 1] = difference;
      second[at - 2] = difference - step;
      [before, step] = [number, difference];
    }
  }
}

/** Reads what a {@linkcode ColumnEncoder} wrote. */
export function readColumn(reader: ByteReader, span: ColumnSpan): void {
  if (span.end - span.start < 2) return;
  const header = reader.byte();
  const isSecond = (header & 1) === 1;
  const { numbers, start, end } = span;
  if (isSecond) numbers[start + 1] = reader.signed();
  const from = isSecond ? start + 2 : start + 1;
  const kind = header >> 1;
  // Steady times are what is read most: one pass is enough for them.
  if (header === EQUAL << 1) return countUp(numbers, { start, end, step: reader.signed() });
  if (kind === EQUAL) numbers.fill(reader.signed(), from, end);
  else if (kind === PACKED) readPacked(reader, { numbers, start: from, end });
  else readRuns(reader, { numbers, start: from, end });
  if (isSecond) addUp(numbers, start + 1, end);
  addUp(numbers, start, end);
}

function countUp(
  numbers: Float64Array,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): void {
  let sum = numbers[start] ?? 0;
  for (let at = start + 1; at < end; at++) numbers[at] = sum += step;
}

function addUp(numbers: Float64Array, start: number, end: number): void {
  let sum = numbers[start] ?? 0;
  for (let at = start + 1; at < end; at++) {
    sum += numbers[at] ?? 0;
    numbers[at] = sum;
  }
}

function shapeOf(differences: Float64Array, count: number): Shape {
  let [min, max] = [Infinity, -Infinity];
  let [runsBytes, zeros, anyBits] = [0, 0, 0];
  for (let at = 0; at < count; at++) {
    const value = differences[at] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    anyBits |= value;
    if (value === 0) {
      if ((zeros++ & 63) === 0) runsBytes++;
    } else {
      zeros = 0;
      runsBytes += value > -33 && value < 32 ? 1 : signedBytes(value * 2);
    }
  }
  const base = { min, widthBits: 0, shiftBits: 0 };
  if (min === max) return { ...base, kind: EQUAL, sizeBytes: signedBytes(min) };
  const shiftBits = anyBits === 0 ? 0 : 31 - Math.clz32(anyBits & -anyBits);
  const range = (max - min) / 2 ** shiftBits;
  if (range < 2 ** WIDEST_BITS) {
    const widthBits = 32 - Math.clz32(range);
    const sizeBytes = signedBytes(min) + 2 + Math.ceil(count * widthBits / 8);
    if (sizeBytes <= runsBytes) return { kind: PACKED, sizeBytes, min, widthBits, shiftBits };
  }
  return { ...base, kind: RUNS, sizeBytes: runsBytes };
}

/** Bytes of a signed varint. */
function signedBytes(value: number): number {
  let folded = value < 0 ? -2 * value - 1 : 2 * value;
  let sizeBytes = 1;
  for (; folded >= 128; folded = Math.floor(folded / 128)) sizeBytes++;
  return sizeBytes;
}

function write(writer: ByteWriter, shape: Shape, differences: Float64Array): void {
  if (shape.kind === EQUAL) writer.signed(shape.min);
  else if (shape.kind === PACKED) writePacked(writer, shape, differences);
  else writeRuns(writer, differences);
}

function writePacked(writer: ByteWriter, shape: Shape, differences: Float64Array): void {
  writer.signed(shape.min);
  writer.byte(shape.widthBits);
  writer.byte(shape.shiftBits);
  const { bytes } = writer;
  const unit = 2 ** shape.shiftBits;
  let at = writer.length;
  let [held, heldBits] = [0, 0];
  for (let index = 0; index < differences.length; index++) {
    held |= (((differences[index] ?? 0) - shape.min) / unit) << heldBits;
    heldBits += shape.widthBits;
    while (heldBits >= 8) {
      bytes[at++] = held;
      held >>>= 8;
      heldBits -= 8;
    }
  }
  if (heldBits > 0) bytes[at++] = held;
  writer.length = at;
}

function readPacked(reader: ByteReader, { numbers, start, end }: ColumnSpan): void {
  const min = reader.signed();
  const widthBits = reader.byte();
  const unit = 2 ** reader.byte();
  const mask = 2 ** widthBits - 1;
  const { bytes } = reader;
  let { at } = reader;
  let [held, heldBits] = [0, 0];
  for (let index = start; index < end; index++) {
    while (heldBits < widthBits) {
      held |= (bytes[at++] ?? 0) << heldBits;
      heldBits += 8;
    }
    numbers[index] = min + (held & mask) * unit;
    held >>>= widthBits;
    heldBits -= widthBits;
  }
  reader.at = at;
}

/** A token is twice a folded value, or one less than twice the length of a run of zeros. */
function writeRuns(writer: ByteWriter, differences: Float64Array): void {
  for (let index = 0; index < differences.length;) {
    const value = differences[index] ?? 0;
    if (value !== 0) {
      writer.varint(2 * (value < 0 ? -2 * value - 1 : 2 * value));
      index++;
      continue;
    }
    const start = index;
    while (index < differences.length && differences[index] === 0) index++;
    for (let rest = index - start; rest > 0; rest -= 64) writer.byte(2 * Math.min(rest, 64) - 1);
  }
}

function readRuns(reader: ByteReader, { numbers, start, end }: ColumnSpan): void {
  for (let index = start; index < end;) {
    const token = reader.varint();
    if (token % 2 === 1) {
      const next = Math.min(end, index + (token + 1) / 2);
      numbers.fill(0, index, next);
      index = next;
      continue;
    }
    const folded = token / 2;
    numbers[index++] = folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }
}
