import { MalformedMessage } from "./proto_reader.ts";

/**
 * Undoes snappy's block format, as remote write sends it.
 *
 * Source: google/snappy, format_description: a varint with the length, then literals (tag 0) and copies
 * of what was written before (tags 1, 2, 3 with offsets of 11, 16 and 32 bits).
 *
 * @throws {MalformedMessage} when it is malformed or longer than `mostBytes`.
 */
export function unsnap(packed: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer> {
  const head = readLength(packed);
  if (head.length > mostBytes) throw new MalformedMessage(`it is larger than ${mostBytes} bytes`);
  // A byte of input gives at most 64 bytes by copies, so a longer claim is a lie that costs no memory.
  if (head.length > packed.length * 64) throw new MalformedMessage("its length is a lie");
  const out = new Uint8Array(head.length);
  let from = head.at;
  let to = 0;
  while (from < packed.length) {
    const tag = packed[from++] ?? 0;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >>> 2) - 59);
      const length = 1 + (extra === 0 ? tag >>> 2 : little(packed, from, extra));
      from += extra;
      if (from + length > packed.length || to + length > out.length) throw outOfBounds();
      out.set(packed.subarray(from, from + length), to);
      from += length;
      to += length;
    } else {
      const size = (tag & 3) === 3 ? 4 : tag & 3;
      const length = (tag & 3) === 1 ? 4 + (tag >>> 2 & 7) : 1 + (tag >>> 2);
      const offset = little(packed, from, size) + ((tag & 3) === 1 ? (tag >>> 5) * 256 : 0);
      from += size;
      if (offset === 0 || offset > to || to + length > out.length) throw outOfBounds();
      copy(out, to, { offset, length });
      to += length;
    }
  }
  if (to !== out.length) throw new MalformedMessage("it is shorter than it says");
  return out;
}

/** A copy may read what it has just written: then what it repeats is a pattern. */
function copy(out: Uint8Array, to: number, { offset, length }: { offset: number; length: number }) {
  if (offset >= length && length > 16) {
    out.copyWithin(to, to - offset, to - offset + length);
    return;
  }
  for (let at = to; at < to + length; at++) out[at] = out[at - offset] ?? 0;
}

function readLength(packed: Uint8Array): { length: number; at: number } {
  let length = 0;
  for (let at = 0; at < Math.min(5, packed.length); at++) {
    const byte = packed[at] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, at: at + 1 };
  }
  throw new MalformedMessage("it has no length");
}

function little(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw outOfBounds();
  let value = 0;
  for (let n = size - 1; n >= 0; n--) value = value * 256 + (bytes[at + n] ?? 0);
  return value;
}

function outOfBounds(): MalformedMessage {
  return new MalformedMessage("a piece of it leads out of bounds");
}
