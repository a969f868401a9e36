/** Reads what a ByteWriter wrote; beyond the end it throws RangeError, as a DataView does. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly #view: DataView;

  /** Begins at a position. */
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are left. */
  get leftBytes(): number {
    return this.bytes.length - this.at;
  }

  /** Reads one byte. */
  byte(): number {
    return this.#view.getUint8(this.at++);
  }

  /** Reads a whole number from 0 to 2^53. */
  varint(): number {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.#view.getUint8(this.at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** Reads a whole number of any sign. */
  signed(): number {
    const folded = this.varint();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  /** Reads 32 bits. */
  uint32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  /** Reads a double. */
  float64(): number {
    this.at += 8;
    return this.#view.getFloat64(this.at - 8, true);
  }

  /** Gives the next bytes without a copy. @throws {RangeError} when there are less */
  take(sizeBytes: number): Uint8Array {
    if (sizeBytes > this.leftBytes) throw new RangeError("The bytes end early");
    this.at += sizeBytes;
    return this.bytes.subarray(this.at - sizeBytes, this.at);
  }
}
