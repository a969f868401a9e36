import type { SampleBuffer } from "./sample_buffer.ts";

/** Decoded samples of one series: all there are from `fromMs` to `toMs`. */
export interface Decoded {
  fromMs: number;
  toMs: number;
  buffer: SampleBuffer;
  /** The longest span that was asked for since the buffer last grew. */
  widestMs: number;
}

const SAMPLE_BYTES = 16;

/** Keeps decoded samples of the series that were read last, within a budget of bytes. */
export class DecodedCache {
  readonly #budgetBytes: number;
  /** The one that was used longest ago first. */
  readonly #entries = new Map<number, Decoded>();
  sizeBytes = 0;

  /** Makes an empty cache. */
  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** What is kept of a slot; it was used now. */
  get(slot: number): Decoded | undefined {
    const entry = this.#entries.get(slot);
    if (entry === undefined) return undefined;
    this.#entries.delete(slot);
    this.#entries.set(slot, entry);
    return entry;
  }

  /** Keeps an entry, or its new buffer; others go for it. One of more than a quarter of the budget is not kept. */
  set(slot: number, entry: Decoded, buffer = entry.buffer): void {
    this.delete(slot);
    entry.buffer = buffer;
    const sizeBytes = buffer.capacity * SAMPLE_BYTES;
    if (sizeBytes > this.#budgetBytes / 4) return;
    this.#entries.set(slot, entry);
    this.sizeBytes += sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.sizeBytes <= this.#budgetBytes) return;
      this.delete(oldest);
    }
  }

  /** Forgets a slot. */
  delete(slot: number): void {
    const entry = this.#entries.get(slot);
    if (entry === undefined) return;
    this.#entries.delete(slot);
    this.sizeBytes -= entry.buffer.capacity * SAMPLE_BYTES;
  }

  /** Forgets all that reaches back to a time or before it. */
  deleteUpTo(timeMs: number): void {
    for (const [slot, entry] of this.#entries) if (entry.fromMs <= timeMs) this.delete(slot);
  }
}
