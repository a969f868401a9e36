/** A number or bigint as V8's serializer writes it: what `sum` can work with. */
export type V8Number = number | bigint;

const VERSION_TAG = 0xff;
/** What we write: the newest version that every reader of today knows; Deno 2.9 itself writes 16. */
const WRITTEN_VERSION = 15;
/** Numbers look the same in all versions, so later ones are read too, as long as they are one byte. */
const NEWEST_VERSION = 0x7f;
const TAG = { PADDING: 0x00, INT32: 0x49, UINT32: 0x55, DOUBLE: 0x4e, BIGINT: 0x5a } as const;
const DIGIT_BYTES = 8;

/**
 * Reads a serialized number or bigint; undefined when the bytes are anything else.
 *
 * Source: V8 `value-serializer.cc`: tags I (zigzag varint), U (varint), N (double), Z (bigint).
 */
export function readV8Number(bytes: Uint8Array): V8Number | undefined {
  if (bytes[0] !== VERSION_TAG || (bytes[1] ?? 0) > NEWEST_VERSION) return undefined;
  let at = 2;
  while (bytes[at] === TAG.PADDING) at++;
  const tag = bytes[at];
  const rest = bytes.subarray(at + 1);
  if (tag === TAG.DOUBLE) return readDouble(rest);
  if (tag === TAG.BIGINT) return readBigInt(rest);
  const raw = readVarint(rest)?.value;
  if (raw === undefined) return undefined;
  if (tag === TAG.UINT32) return raw;
  return tag === TAG.INT32 ? raw >>> 1 ^ -(raw & 1) : undefined;
}

/** Writes a number as a double, or a bigint, with the header of V8's version 15. */
export function writeV8Number(value: V8Number): Uint8Array {
  return typeof value === "number" ? writeDouble(value) : writeBigInt(value);
}

function readDouble(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
}

function readBigInt(bytes: Uint8Array): bigint | undefined {
  const header = readVarint(bytes);
  if (header === undefined) return undefined;
  const length = header.value >>> 1;
  const digits = bytes.subarray(header.size, header.size + length);
  if (digits.length !== length) return undefined;
  const hex = digits.toReversed().toHex();
  const magnitude = hex === "" ? 0n : BigInt(`0x${hex}`);
  return (header.value & 1) === 1 ? -magnitude : magnitude;
}

function readVarint(bytes: Uint8Array): { value: number; size: number } | undefined {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value > 0xffff_ffff ? undefined : { value, size: i + 1 };
  }
  return undefined;
}

function writeDouble(value: number): Uint8Array {
  const bytes = new Uint8Array(11);
  bytes.set([VERSION_TAG, WRITTEN_VERSION, TAG.DOUBLE]);
  new DataView(bytes.buffer).setFloat64(3, value, true);
  return bytes;
}

function writeBigInt(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value : value;
  const hex = magnitude === 0n ? "" : magnitude.toString(16);
  const width = Math.ceil(hex.length / (2 * DIGIT_BYTES)) * 2 * DIGIT_BYTES;
  const digits = Uint8Array.fromHex(hex.padStart(width, "0")).reverse();
  const header = writeVarint(digits.length * 2 + (value < 0n ? 1 : 0));
  return Uint8Array.from([VERSION_TAG, WRITTEN_VERSION, TAG.BIGINT, ...header, ...digits]);
}

function writeVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push(rest & 0x7f | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}
