import type { Samples } from "../model/samples.ts";

/** Samples that are collected one after the other; `bits` is the same memory as `values`. */
export class SampleBuffer implements Samples {
  length = 0;
  timestampsMs: Float64Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
  /** Two words a value, the lower one first: every machine that runs Deno is little-endian. */
  bits: Uint32Array<ArrayBuffer>;
  /** Eight bytes a value. */
  bytes: Uint8Array<ArrayBuffer>;

  /** Makes room for some samples. */
  constructor(capacity: number) {
    this.timestampsMs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.bits = new Uint32Array(this.values.buffer);
    this.bytes = new Uint8Array(this.values.buffer);
  }

  /** Samples that fit. */
  get capacity(): number {
    return this.values.length;
  }

  /** Makes sure that so many samples can follow. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.capacity) return;
    const grown = new SampleBuffer(Math.max(needed, this.capacity * 2));
    grown.timestampsMs.set(this.timestampsMs.subarray(0, this.length));
    // As bytes, so that no bit of a NaN changes.
    grown.bytes.set(this.bytes.subarray(0, this.length * 8));
    this.timestampsMs = grown.timestampsMs;
    this.values = grown.values;
    this.bits = grown.bits;
    this.bytes = grown.bytes;
  }

  /** Takes one sample of others, bit for bit. */
  take(from: { timestampsMs: Float64Array; bits: Uint32Array }, index: number): void {
    this.reserve(1);
    this.timestampsMs[this.length] = from.timestampsMs[index] ?? 0;
    this.bits[2 * this.length] = from.bits[2 * index] ?? 0;
    this.bits[2 * this.length + 1] = from.bits[2 * index + 1] ?? 0;
    this.length++;
  }

  /** The samples of `fromMs..toMs`, without a copy. */
  between(fromMs: number, toMs: number): Samples {
    const start = countBefore(this, fromMs);
    const end = countUpTo(this, toMs);
    return {
      length: Math.max(0, end - start),
      timestampsMs: this.timestampsMs.subarray(start, end),
      values: this.values.subarray(start, end),
    };
  }
}

/** How many samples lie before a time. */
export function countBefore(samples: Samples, timeMs: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples.timestampsMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many samples lie before a time or at it. */
export function countUpTo(samples: Samples, timeMs: number): number {
  const before = countBefore(samples, timeMs);
  return before < samples.length && samples.timestampsMs[before] === timeMs ? before + 1 : before;
}
