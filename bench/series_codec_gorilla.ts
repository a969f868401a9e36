/** Bits, the highest of a byte first. */
class BitWriter {
  bytes = new Uint8Array(4_096);
  length = 0;
  #room = 8;

  write(value: number, width: number): void {
    for (let left = width; left > 0;) {
      const take = Math.min(left, this.#room);
      const part = (value >>> (left - take)) & ((1 << take) - 1);
      this.bytes[this.length] = (this.bytes[this.length] ?? 0) | part << (this.#room - take);
      left -= take;
      this.#room -= take;
      if (this.#room === 0) {
        this.length++;
        this.#room = 8;
      }
    }
  }

  /** Bytes so far, the begun one too. */
  get sizeBytes(): number {
    return this.length + (this.#room < 8 ? 1 : 0);
  }
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #left = 8;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(width: number): number {
    let value = 0;
    for (let left = width; left > 0;) {
      const take = Math.min(left, this.#left);
      const part = ((this.#bytes[this.#at] ?? 0) >>> (this.#left - take)) & ((1 << take) - 1);
      value = (value << take | part) >>> 0;
      left -= take;
      this.#left -= take;
      if (this.#left === 0) {
        this.#at++;
        this.#left = 8;
      }
    }
    return value;
  }
}

/** Samples as both codecs take them; `bits` is the memory of the values. */
export interface BenchSamples {
  readonly offsetsMs: Float64Array;
  readonly bits: Uint32Array;
  readonly count: number;
}

/** Prefix and width of a delta of deltas. Source: Pelkonen et al., Gorilla, VLDB 2015, 4.1.1; 64-bit last. */
const BUCKETS = [[0b10, 2, 7], [0b110, 3, 9], [0b1110, 4, 12], [0b1111, 4, 32]] as const;

/** The bit-level form of Gorilla: delta of deltas, and XOR within a window of meaningful bits. */
export function encodeGorilla({ offsetsMs, bits, count }: BenchSamples): Uint8Array {
  const out = new BitWriter();
  let [before, step] = [0, 0];
  let [low, high] = [bits[0] ?? 0, bits[1] ?? 0];
  let window: readonly [number, number] = [65, 0];
  out.write(high, 32);
  out.write(low, 32);
  for (let at = 1; at < count; at++) {
    const offset = offsetsMs[at] ?? 0;
    writeTime(out, offset - before - step);
    [step, before] = [offset - before, offset];
    const [nextLow, nextHigh] = [bits[2 * at] ?? 0, bits[2 * at + 1] ?? 0];
    window = writeValue(out, { low: nextLow ^ low, high: nextHigh ^ high, window });
    [low, high] = [nextLow, nextHigh];
  }
  return out.bytes.slice(0, out.sizeBytes);
}

function writeTime(out: BitWriter, change: number): void {
  if (change === 0) return out.write(0, 1);
  for (const [prefix, length, width] of BUCKETS) {
    const half = 2 ** (width - 1);
    if (change <= -half || change > half) continue;
    out.write(prefix, length);
    return out.write((change + half - 1) >>> 0, width);
  }
}

interface Difference {
  readonly low: number;
  readonly high: number;
  /** Leading and trailing zeros of the window in use. */
  readonly window: readonly [number, number];
}

function writeValue(out: BitWriter, { low, high, window }: Difference): readonly [number, number] {
  if (low === 0 && high === 0) {
    out.write(0, 1);
    return window;
  }
  const leading = Math.min(31, high !== 0 ? Math.clz32(high) : 32 + Math.clz32(low));
  const trailing = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(high);
  const fits = leading >= window[0] && trailing >= window[1];
  const used = fits ? window : [leading, trailing] as const;
  const width = 64 - used[0] - used[1];
  out.write(fits ? 0b10 : 0b11, 2);
  if (!fits) {
    out.write(leading, 5);
    out.write(width & 63, 6);
  }
  if (used[1] >= 32) out.write(high >>> (used[1] - 32), width);
  else {
    out.write(high, Math.max(0, 32 - used[0]));
    out.write(low >>> used[1], 32 - used[1]);
  }
  return used;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Reads what {@linkcode encodeGorilla} wrote. */
export function decodeGorilla(bytes: Uint8Array, into: BenchSamples): void {
  const { offsetsMs, bits, count } = into;
  const input = new BitReader(bytes);
  let [high, low] = [input.read(32), input.read(32)];
  let [offset, step, leading, trailing] = [0, 0, 0, 0];
  bits[0] = low;
  bits[1] = high;
  for (let at = 1; at < count; at++) {
    step += readTime(input);
    offset += step;
    offsetsMs[at] = offset;
    if (input.read(1) === 1) {
      if (input.read(1) === 1) {
        leading = input.read(5);
        trailing = 64 - leading - (input.read(6) || 64);
      }
      if (trailing >= 32) high ^= input.read(64 - leading - trailing) << (trailing - 32);
      else {
        high ^= input.read(Math.max(0, 32 - leading));
        low ^= input.read(32 - trailing) << trailing;
      }
    }
    bits[2 * at] = low;
    bits[2 * at + 1] = high;
  }
}

function readTime(input: BitReader): number {
  let ones = 0;
  while (ones < 4 && input.read(1) === 1) ones++;
  const width = BUCKETS[ones - 1]?.[2];
  return width === undefined ? 0 : input.read(width) - 2 ** (width - 1) + 1;
}
