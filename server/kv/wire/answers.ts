import { bytesFieldSize, ProtoWriter } from "./proto_writer.ts";
import { toVersionstamp, VERSIONSTAMP_BYTES } from "../versionstamp.ts";

/** A stored key with its value. */
export interface Entry {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
  readonly encoding: number;
  readonly version: number;
}

/** How an atomic write ended. */
export type WriteOutcome =
  | { readonly status: "committed"; readonly version: number }
  | { readonly status: "check-failed"; readonly failedChecks: readonly number[] };

const READ_SUCCESS = 1;
const WRITE_SUCCESS = 1;
const WRITE_CHECK_FAILURE = 2;
const FRAME_HEADER_BYTES = 4;
/** The two fields that end a read: a tag and a value of one byte each. */
const STATUS_BYTES = 4;
/** A tag and a value from 1 to 3. */
const ENCODING_BYTES = 2;

/**
 * Encodes a SnapshotReadOutput: one list of entries for each range, strongly consistent.
 *
 * Sizes are summed first, so that an answer of many MB is written once, into one buffer.
 */
export function encodeSnapshotReadOutput(
  ranges: readonly (readonly Entry[])[],
): Uint8Array<ArrayBuffer> {
  const sizes = ranges.map((entries) =>
    entries.reduce((sum, entry) => sum + bytesFieldSize(entrySize(entry)), 0)
  );
  const total = sizes.reduce((sum, size) => sum + bytesFieldSize(size), STATUS_BYTES);
  const writer = new ProtoWriter(total);
  ranges.forEach((entries, i) => {
    writer.open(1, sizes[i] ?? 0);
    for (const entry of entries) writeEntry(writer, 1, entry);
  });
  writer.number(4, true);
  writer.number(8, READ_SUCCESS);
  return writer.finish();
}

/** Encodes an AtomicWriteOutput. */
export function encodeAtomicWriteOutput(outcome: WriteOutcome): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  if (outcome.status === "committed") {
    writer.number(1, WRITE_SUCCESS);
    writer.bytes(2, toVersionstamp(outcome.version));
    return writer.finish();
  }
  writer.number(1, WRITE_CHECK_FAILURE);
  writer.message(4, packVarints(outcome.failedChecks));
  return writer.finish();
}

/**
 * Encodes a WatchOutput behind its length (4 bytes, little endian), as it goes into the stream.
 *
 * Every key is sent as changed, as denokv does: Deno's client shows null for one that is not.
 */
export function encodeWatchFrame(
  entries: readonly (Entry | undefined)[],
): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  writer.number(1, READ_SUCCESS);
  for (const entry of entries) {
    const key = new ProtoWriter();
    key.number(1, true);
    if (entry !== undefined) writeEntry(key, 2, entry);
    writer.message(2, key.finish());
  }
  const message = writer.finish();
  const frame = new Uint8Array(FRAME_HEADER_BYTES + message.length);
  new DataView(frame.buffer).setUint32(0, message.length, true);
  frame.set(message, FRAME_HEADER_BYTES);
  return frame;
}

/** The frame that says only that the stream lives. */
export function keepAliveFrame(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(FRAME_HEADER_BYTES);
}

function writeEntry(writer: ProtoWriter, field: number, entry: Entry): void {
  writer.open(field, entrySize(entry));
  writer.bytes(1, entry.key);
  writer.bytes(2, entry.data);
  writer.number(3, entry.encoding);
  writer.bytes(4, toVersionstamp(entry.version));
}

function entrySize(entry: Entry): number {
  const sizeOf = (bytes: Uint8Array) => bytes.length === 0 ? 0 : bytesFieldSize(bytes.length);
  return sizeOf(entry.key) + sizeOf(entry.data) + ENCODING_BYTES +
    bytesFieldSize(VERSIONSTAMP_BYTES);
}

/** Indexes of checks are below 100, so each is one byte. */
function packVarints(indexes: readonly number[]): Uint8Array {
  return Uint8Array.from(indexes);
}
