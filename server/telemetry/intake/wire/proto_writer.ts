/** Writes small protobuf messages, such as answers. Source: protobuf, Encoding. */
export class ProtoWriter {
  readonly #bytes: number[] = [];

  /** Writes a number; 0 is left out, as protobuf 3 has it. */
  varint(field: number, value: number): this {
    if (value === 0) return this;
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  /** Writes text; none is left out. */
  string(field: number, value: string): this {
    return value === "" ? this : this.#piece(field, new TextEncoder().encode(value));
  }

  /** Writes a message, also an empty one. */
  message(field: number, value: ProtoWriter): this {
    return this.#piece(field, value.#bytes);
  }

  /** All that was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }

  #piece(field: number, piece: ArrayLike<number>): this {
    this.#varint(field << 3 | 2);
    this.#varint(piece.length);
    for (let at = 0; at < piece.length; at++) this.#bytes.push(piece[at] ?? 0);
    return this;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.push(rest % 128 | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }
}
