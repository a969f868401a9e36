import { grown } from "./grown.ts";

/** Bytes that a chunk takes in the columns. */
export const COLUMN_BYTES = 26;

/** What is known of a chunk without reading it. */
export interface ChunkFacts {
  readonly slot: number;
  readonly offset: number;
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Facts of many chunks, a column each: an object a chunk would weigh more than the chunk. */
export class ChunkColumns {
  length = 0;
  slots: Int32Array<ArrayBuffer>;
  offsets: Uint32Array<ArrayBuffer>;
  counts: Uint16Array<ArrayBuffer>;
  fromMs: Float64Array<ArrayBuffer>;
  toMs: Float64Array<ArrayBuffer>;

  /** Begins with room for some chunks. */
  constructor(capacity = 0) {
    this.slots = new Int32Array(capacity);
    this.offsets = new Uint32Array(capacity);
    this.counts = new Uint16Array(capacity);
    this.fromMs = new Float64Array(capacity);
    this.toMs = new Float64Array(capacity);
  }

  /** Appends the facts of a chunk; gives its index. */
  add(facts: ChunkFacts): number {
    if (this.length === this.slots.length) this.#grow();
    const at = this.length++;
    this.slots[at] = facts.slot;
    this.offsets[at] = facts.offset;
    this.counts[at] = facts.count;
    this.fromMs[at] = facts.fromMs;
    this.toMs[at] = facts.toMs;
    return at;
  }

  /** A copy by slot and, within one, in the order of adding; without spare room and slots below 0. */
  sorted(): ChunkColumns {
    const keys = new Float64Array(this.length);
    let count = 0;
    for (let at = 0; at < this.length; at++) {
      const slot = this.slots[at] ?? 0;
      if (slot >= 0) keys[count++] = slot * 2 ** 32 + at;
    }
    const copy = new ChunkColumns(count);
    for (const key of keys.subarray(0, count).sort()) copy.#take(this, key % 2 ** 32);
    return copy;
  }

  #take(from: ChunkColumns, index: number): void {
    const at = this.length++;
    this.slots[at] = from.slots[index] ?? 0;
    this.offsets[at] = from.offsets[index] ?? 0;
    this.counts[at] = from.counts[index] ?? 0;
    this.fromMs[at] = from.fromMs[index] ?? 0;
    this.toMs[at] = from.toMs[index] ?? 0;
  }

  #grow(): void {
    const length = Math.max(64, this.slots.length * 2);
    this.slots = grown(this.slots, new Int32Array(length));
    this.offsets = grown(this.offsets, new Uint32Array(length));
    this.counts = grown(this.counts, new Uint16Array(length));
    this.fromMs = grown(this.fromMs, new Float64Array(length));
    this.toMs = grown(this.toMs, new Float64Array(length));
  }
}
