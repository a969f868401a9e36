const SMALL = 0x80000000;

/** Bytes that grow while they are written; numbers are little-endian. */
export class ByteWriter {
  /** What was written stands in the first `length` bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;
  #view: DataView;

  /** Begins with room for some bytes. */
  constructor(capacityBytes = 1_024) {
    this.bytes = new Uint8Array(capacityBytes);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Makes sure that so many bytes can follow; writers of many bytes call it once. */
  reserve(sizeBytes: number): void {
    const neededBytes = this.length + sizeBytes;
    if (neededBytes <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(neededBytes, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** Writes one byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Writes a whole number from 0 to 2^53 in groups of 7 bits, the lowest first. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= SMALL) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Writes a whole number of any sign below 2^52, small ones in few bytes. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Writes 32 bits. */
  uint32(value: number): void {
    this.reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Writes a double; bits of a NaN may change, those of a sample go through `uint32`. */
  float64(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Writes bytes as they are. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Overwrites 32 bits that were written. */
  patchUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** What was written, valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** Forgets what was written and keeps the room. */
  clear(): void {
    this.length = 0;
  }
}
