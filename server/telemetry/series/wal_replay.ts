import { ByteReader } from "./byte_reader.ts";
import { KeyReader } from "./key_list.ts";
import { LogBatchReader } from "./log_batch.ts";
import { readRecords } from "./record.ts";
import type { SampleBuffer } from "./sample_buffer.ts";
import { LOG_VERSION, RECORD_SAMPLES, RECORD_SEGMENT, RECORD_SERIES } from "./wal.ts";

/** Who takes what stands in a log; slots are those of its writer. */
export interface ReplaySink {
  /** A slot means this series from now on. */
  define(slot: number, key: string): void;
  /** The samples of one batch, valid until it returns; `slots` has `samples.length` of them at least. */
  samples(slots: Int32Array, samples: SampleBuffer): void;
}

/** Reads a segment up to its end or to what is damaged; gives how many bytes are lost. */
export function replaySegment(bytes: Uint8Array, sink: ReplaySink): number {
  const records = readRecords(bytes);
  const batches = new LogBatchReader();
  let at = 0;
  try {
    let step = records.next();
    for (; !step.done; step = records.next()) {
      readRecord(step.value, batches, sink);
      at = step.value.byteOffset + step.value.length - bytes.byteOffset;
    }
    at = step.value;
  } catch (thrown) {
    // A record that is whole and yet unreadable was written by another version, or by chance has its CRC.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return bytes.length - at;
}

function readRecord(content: Uint8Array, batches: LogBatchReader, sink: ReplaySink): void {
  const reader = new ByteReader(content);
  const type = reader.byte();
  if (type === RECORD_SAMPLES) {
    batches.read(reader);
    sink.samples(batches.slots, batches.samples);
  } else if (type === RECORD_SERIES) readSeries(reader, sink);
  else if (type !== RECORD_SEGMENT || reader.varint() !== LOG_VERSION) {
    throw new RangeError("The record is of another version");
  }
}

function readSeries(reader: ByteReader, sink: ReplaySink): void {
  const keys = new KeyReader();
  for (let left = reader.varint(); left > 0; left--) {
    const slot = reader.varint();
    sink.define(slot, keys.read(reader));
  }
}
