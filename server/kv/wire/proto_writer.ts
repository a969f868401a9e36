const SMALL_BYTES = 256;

/** Writes protobuf fields into one growing buffer. Fields with the default value are left out. */
export class ProtoWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** Starts with room for `sizeBytes`; grows when that was too little. */
  constructor(sizeBytes: number = SMALL_BYTES) {
    this.#bytes = new Uint8Array(sizeBytes);
  }

  /** Writes an unsigned integer, an enum or a boolean; 0 and false are left out. */
  number(field: number, value: number | boolean): void {
    if (Number(value) === 0) return;
    this.#varint(field << 3);
    this.#varint(Number(value));
  }

  /** Writes bytes; empty ones are left out. */
  bytes(field: number, value: Uint8Array): void {
    if (value.length > 0) this.message(field, value);
  }

  /** Writes an inner message, an empty one too: as an element of a list it counts. */
  message(field: number, value: Uint8Array): void {
    this.open(field, value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Begins an inner message of exactly `sizeBytes`, whose fields are written next. */
  open(field: number, sizeBytes: number): void {
    this.#varint(field << 3 | 2);
    this.#varint(sizeBytes);
  }

  /** What was written so far, as a view. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number): void {
    // More than one byte is always the length of something longer: no exact fit is spoilt by it.
    this.#reserve(value > 0x7f ? 5 : 1);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = rest & 0x7f | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** The size of a field that holds `sizeBytes` bytes: tag, length and content. Bounds: field below 16. */
export function bytesFieldSize(sizeBytes: number): number {
  let header = 2;
  for (let rest = sizeBytes; rest > 0x7f; rest >>>= 7) header++;
  return header + sizeBytes;
}
