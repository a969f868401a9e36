import { crc32 } from "node:zlib";
import { Block, type BlockLevel, type BlockPlace } from "./block.ts";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { ChunkColumns } from "./chunk_columns.ts";
import { KeyReader, KeyWriter } from "./key_list.ts";

const MAGIC = 0x4253544e; // "NTSB"
const VERSION = 1;
const HEAD_BYTES = 32;
const NAME = /^(\d{10})-(\d{10})-([012])\.block$/;

/** The place of a block by the name of its file; undefined for other files. */
export function blockPlace(name: string): BlockPlace | undefined {
  const parts = NAME.exec(name);
  if (parts === null) return undefined;
  const [first, last, level] = parts.slice(1).map(Number);
  return { first: first ?? 0, last: last ?? 0, level: (level ?? 0) as BlockLevel };
}

/** The name of a block's file. */
export function blockName({ first, last, level }: BlockPlace): string {
  const digits = (number: number) => String(number).padStart(10, "0");
  return `${digits(first)}-${digits(last)}-${level}.block`;
}

/**
 * Writes a block as a file that stands for itself: head, keys of its series, columns, chunks.
 *
 * Head: magic, CRC-32 of all that follows, version, series, chunks, bytes of keys, bytes of chunks.
 */
export function writeBlock(block: Block, keyOf: (slot: number) => string): Uint8Array {
  const { columns, bytes } = block;
  const keys = new ByteWriter(1 << 14);
  const keyWriter = new KeyWriter();
  const series = new Uint32Array(columns.length);
  let seriesCount = 0;
  for (let at = 0; at < columns.length; at++) {
    const slot = columns.slots[at] ?? 0;
    if (at === 0 || slot !== columns.slots[at - 1]) {
      keyWriter.write(keys, keyOf(slot));
      seriesCount++;
    }
    series[at] = seriesCount - 1;
  }
  const writer = new ByteWriter(HEAD_BYTES + keys.length + columns.length * 26 + bytes.length);
  const head = [MAGIC, 0, VERSION, seriesCount, columns.length, keys.length, bytes.length, 0];
  for (const word of head) writer.uint32(word);
  const { offsets, counts, fromMs, toMs } = columns;
  writer.append(keys.written());
  for (const column of [series, offsets, counts, fromMs, toMs]) {
    writer.append(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  writer.append(bytes);
  writer.patchUint32(4, crc32(writer.written().subarray(8)));
  return writer.written();
}

/** Reads files of blocks; the keys of a block are mostly those of the one before and then read once. */
export class BlockFileReader {
  readonly #slotOf: (key: string) => number | undefined;
  #keys: Uint8Array = new Uint8Array(0);
  #slots = new Int32Array(0);

  /** Takes who gives a slot to a key; chunks of a key without one are left out. */
  constructor(slotOf: (key: string) => number | undefined) {
    this.#slotOf = slotOf;
  }

  /** Reads a file; undefined when it is damaged or of another version. */
  read(place: BlockPlace, file: Uint8Array<ArrayBuffer>): Block | undefined {
    if (file.length < HEAD_BYTES) return undefined;
    const reader = new ByteReader(file);
    const words = Array.from({ length: HEAD_BYTES / 4 }, () => reader.uint32());
    const [magic, crc, version, series = 0, chunks = 0, keysBytes = 0, chunkBytes = 0] = words;
    if (magic !== MAGIC || version !== VERSION || crc32(file.subarray(8)) !== crc) return undefined;
    const slots = this.#readSlots(reader.take(keysBytes), series);
    const column = (sizeBytes: number) => {
      const from = reader.at;
      reader.at += sizeBytes * chunks;
      // Copied, since a view of wider numbers must begin at a multiple of their size.
      return file.slice(from, reader.at).buffer;
    };
    const columns = new ChunkColumns();
    columns.slots = new Int32Array(column(4));
    columns.offsets = new Uint32Array(column(4));
    columns.counts = new Uint16Array(column(2));
    columns.fromMs = new Float64Array(column(8));
    columns.toMs = new Float64Array(column(8));
    columns.length = chunks;
    const bytes = file.slice(reader.at, reader.at + chunkBytes);
    return new Block(place, mapSlots(columns, slots), bytes);
  }

  #readSlots(keys: Uint8Array, count: number): Int32Array {
    if (isSame(keys, this.#keys) && this.#slots.length === count) return this.#slots;
    const reader = new ByteReader(keys);
    const keyReader = new KeyReader();
    const slots = new Int32Array(count);
    for (let at = 0; at < count; at++) slots[at] = this.#slotOf(keyReader.read(reader)) ?? -1;
    [this.#keys, this.#slots] = [keys, slots];
    return slots;
  }
}

/** Puts slots in the place of numbers of series, and in order when they are not. */
function mapSlots(columns: ChunkColumns, slots: Int32Array): ChunkColumns {
  let isSorted = true;
  let before = 0;
  for (let at = 0; at < columns.length; at++) {
    const slot = slots[columns.slots[at] ?? 0] ?? -1;
    columns.slots[at] = slot;
    if (slot < before) isSorted = false;
    before = slot;
  }
  return isSorted ? columns : columns.sorted();
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
