/** A message that is not what it should be. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

const TWO_32 = 4_294_967_296;

/**
 * Reads protobuf by hand: one reader walks through a message and those within it, without making objects.
 *
 * Every length is checked against the message that is read, so that no lie leads out of it.
 * Source: protobuf, Encoding.
 */
export class ProtoReader {
  /** What is read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the next field begins. */
  at: number;
  /** Where the message ends. */
  end: number;
  /** Number of the field that {@linkcode next} found. */
  field = 0;
  /** Its wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  wire = 0;
  /** The same bytes as numbers. */
  readonly view: DataView<ArrayBuffer>;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  /** Reads all of `bytes`. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next field; false at the end of the message. @throws {MalformedMessage} */
  next(): boolean {
    if (this.at >= this.end) return false;
    const key = this.uint32();
    this.field = key >>> 3;
    this.wire = key & 7;
    if (this.field === 0) throw new MalformedMessage("a field has number 0");
    return true;
  }

  /** Passes over the field that {@linkcode next} found. @throws {MalformedMessage} */
  skip(): void {
    if (this.wire === 0) this.#skipVarint();
    else if (this.wire === 1) this.#move(8);
    else if (this.wire === 5) this.#move(4);
    else if (this.wire === 2) this.#move(this.uint32());
    else throw new MalformedMessage(`wire type ${this.wire} is not known`);
  }

  /** Enters a message within; gives what {@linkcode leave} needs. @throws {MalformedMessage} */
  enter(): number {
    const length = this.#length();
    const outer = this.end;
    this.end = this.at + length;
    return outer;
  }

  /** Leaves a message that was entered. */
  leave(outer: number): void {
    this.at = this.end;
    this.end = outer;
  }

  /** Reads a varint of at most 32 bits; higher bits are lost, as protobuf has it. */
  uint32(): number {
    const { bytes, end, at } = this;
    const first = bytes[at] ?? 0;
    // Nearly all numbers of lengths and fields have one byte.
    if (first < 0x80 && at < end) {
      this.at = at + 1;
      return first;
    }
    return this.#longUint32(bytes, end);
  }

  #longUint32(bytes: Uint8Array<ArrayBuffer>, end: number): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) throw new MalformedMessage("it ends within a number");
      const byte = bytes[this.at++] ?? 0;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedMessage("a number has more than ten bytes");
  }

  /** Reads a varint of 64 bits as a signed number; beyond 2^53 it is rounded. */
  int64(): number {
    this.#want(0);
    const { bytes, end } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) throw new MalformedMessage("it ends within a number");
      const byte = bytes[this.at++] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return (high | 0) * TWO_32 + (low >>> 0);
    }
    throw new MalformedMessage("a number has more than ten bytes");
  }

  /** Reads a varint as a small number of an enum, or of flags. */
  enumeration(): number {
    this.#want(0);
    return this.uint32();
  }

  /** Reads eight bytes as an unsigned number; beyond 2^53 it is rounded. */
  fixed64(): number {
    const at = this.#fixed(1, 8);
    return this.view.getUint32(at + 4, true) * TWO_32 + this.view.getUint32(at, true);
  }

  /** Reads eight bytes as a signed number; beyond 2^53 it is rounded. */
  sfixed64(): number {
    const at = this.#fixed(1, 8);
    return this.view.getInt32(at + 4, true) * TWO_32 + this.view.getUint32(at, true);
  }

  /** Reads eight bytes as a double. */
  double(): number {
    return this.view.getFloat64(this.#fixed(1, 8), true);
  }

  /** Whether the double at `at` has exactly these bits. */
  hasBits(at: number, high: number, low: number): boolean {
    return this.view.getUint32(at, true) === low && this.view.getUint32(at + 4, true) === high;
  }

  /** Reads four bytes as an unsigned number. */
  fixed32(): number {
    return this.view.getUint32(this.#fixed(5, 4), true);
  }

  /** Reads text. @throws {MalformedMessage} when it is not UTF-8. */
  string(): string {
    const length = this.#length();
    const from = this.at;
    this.at += length;
    return readText(this.bytes, { from, to: this.at, decoder: this.#decoder });
  }

  /** Reads bytes; a view. */
  raw(): Uint8Array<ArrayBuffer> {
    const length = this.#length();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  #length(): number {
    this.#want(2);
    const length = this.uint32();
    if (length > this.end - this.at) {
      throw new MalformedMessage("a length leads out of the message");
    }
    return length;
  }

  #fixed(wire: number, size: number): number {
    this.#want(wire);
    const from = this.at;
    this.#move(size);
    return from;
  }

  #want(wire: number): void {
    if (this.wire !== wire) {
      throw new MalformedMessage(`field ${this.field} has wire type ${this.wire}, not ${wire}`);
    }
  }

  #move(size: number): void {
    if (size > this.end - this.at) throw new MalformedMessage("a length leads out of the message");
    this.at += size;
  }

  #skipVarint(): void {
    this.uint32();
  }
}

/** Texts up to this length are read char by char, which is faster than to call a decoder. */
const SHORT = 24;

function readText(
  bytes: Uint8Array<ArrayBuffer>,
  { from, to, decoder }: { from: number; to: number; decoder: TextDecoder },
): string {
  if (to - from <= SHORT) {
    let text = "";
    let at = from;
    for (; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (at === to) return text;
  }
  try {
    return decoder.decode(bytes.subarray(from, to));
  } catch {
    throw new MalformedMessage("a text is not UTF-8");
  }
}
