import { crc32 } from "node:zlib";
import type { ByteWriter } from "./byte_writer.ts";

/** Bytes before the content of a record: its length and its CRC-32. */
export const RECORD_HEAD_BYTES = 8;

/** Begins a record; gives where it stands for {@linkcode endRecord}. */
export function beginRecord(writer: ByteWriter): number {
  const at = writer.length;
  writer.uint32(0);
  writer.uint32(0);
  return at;
}

/** Fills in length and CRC-32 of the record that began at `at`; its content is all that was written since. */
export function endRecord(writer: ByteWriter, at: number): void {
  const content = writer.written().subarray(at + RECORD_HEAD_BYTES);
  writer.patchUint32(at, content.length);
  writer.patchUint32(at + 4, crc32(content));
}

/** The content of each record, up to the first that is cut short or damaged; returns where that begins. */
export function* readRecords(bytes: Uint8Array): Generator<Uint8Array, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + RECORD_HEAD_BYTES < bytes.length) {
    const end = at + RECORD_HEAD_BYTES + view.getUint32(at, true);
    const content = bytes.subarray(at + RECORD_HEAD_BYTES, end);
    // No record is empty: a stretch of zeros, as a crash of a machine leaves it, is none.
    const isWhole = end <= bytes.length && content.length > 0;
    if (!isWhole || crc32(content) !== view.getUint32(at + 4, true)) return at;
    yield content;
    at = end;
  }
  return at;
}
