import { NetopsError } from "@netops/core";

/** How a field is laid out. Source: Protocol Buffers, "Encoding". */
export const WIRE_TYPE = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;

const MAX_VARINT_BYTES = 10;
/** Up to here a number fits 28 bits, where no bigint is needed. */
const SMALL_VARINT_BYTES = 4;

/**
 * Reads protobuf fields one by one. Never trusts the sender: whatever is cut, too long or unknown in
 * layout throws REQUEST_INVALID, and no length is believed before it was compared with what is there.
 */
export class ProtoReader {
  #position = 0;
  readonly #bytes: Uint8Array;
  #wireType = 0;

  /** Reads `bytes` from its start. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Moves to the next field and gives its number; 0 at the end. */
  next(): number {
    if (this.#position === this.#bytes.length) return 0;
    const tag = this.#number();
    if (tag > 0xffff_ffff) throw malformed("a tag is too large");
    this.#wireType = tag & 7;
    const field = tag >>> 3;
    if (field === 0) throw malformed("field number 0 does not exist");
    return field;
  }

  /** The bytes of a field, as a view. */
  bytes(): Uint8Array {
    this.#expect(WIRE_TYPE.BYTES);
    const length = this.#number();
    const end = this.#position + length;
    if (end > this.#bytes.length) throw malformed("a field is cut off");
    const bytes = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }

  /** A 64-bit signed integer. */
  int64(): bigint {
    this.#expect(WIRE_TYPE.VARINT);
    return BigInt.asIntN(64, this.#varint());
  }

  /** A 32-bit signed integer or an enum; higher bits are dropped, as every decoder does. */
  int32(): number {
    this.#expect(WIRE_TYPE.VARINT);
    return Number(BigInt.asIntN(32, this.#varint()));
  }

  /** A boolean. */
  bool(): boolean {
    this.#expect(WIRE_TYPE.VARINT);
    return this.#varint() !== 0n;
  }

  /** Skips a field that is not known, as the format asks for. */
  skip(): void {
    if (this.#wireType === WIRE_TYPE.VARINT) return void this.#varint();
    if (this.#wireType === WIRE_TYPE.BYTES) return void this.bytes();
    if (this.#wireType === WIRE_TYPE.FIXED64) return this.#jump(8);
    if (this.#wireType === WIRE_TYPE.FIXED32) return this.#jump(4);
    throw malformed(`wire type ${this.#wireType} is not served`);
  }

  #jump(length: number): void {
    this.#position += length;
    if (this.#position > this.#bytes.length) throw malformed("a field is cut off");
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw malformed("a field has a wrong wire type");
  }

  /** A number whose exact value matters only while it is small: a tag or a length. */
  #number(): number {
    let value = 0;
    for (let i = 0; i < SMALL_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#position + i] ?? 0x80;
      value |= (byte & 0x7f) << 7 * i;
      if (byte < 0x80) {
        this.#position += i + 1;
        return value;
      }
    }
    return Number(this.#varint());
  }

  #varint(): bigint {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw malformed("a number is cut off");
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw malformed("a number is longer than 10 bytes");
  }
}

/** The error of a message that is not valid protobuf. */
export function malformed(reason: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot read the request protobuf as ${reason}`);
}
