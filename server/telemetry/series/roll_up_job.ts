import type { Block, BlockLevel } from "./block.ts";
import { BlockBuilder } from "./block_builder.ts";
import type { ChunkEncoder } from "./chunk_codec.ts";
import { rollUp } from "./roll_up.ts";
import { SampleBuffer } from "./sample_buffer.ts";

const ALL_TIME = { fromMs: -Infinity, toMs: Infinity };
/** The count of a chunk has 16 bits. */
const LONGEST_CHUNK = 4_096;

/** What a job works on. */
export interface RollUpOptions {
  /** Blocks side by side, the oldest first. */
  readonly sources: readonly Block[];
  readonly level: BlockLevel;
  readonly stepMs: number;
  readonly encoder: ChunkEncoder;
  readonly isCounter: (slot: number) => boolean;
}

/** Makes one coarser block of several, some series at a time so that nobody waits for all of it. */
export class RollUpJob {
  readonly sources: readonly Block[];
  readonly #options: RollUpOptions;
  readonly #builder: BlockBuilder;
  readonly #slots: Int32Array;
  readonly #all = new SampleBuffer(256);
  readonly #kept = new SampleBuffer(256);
  readonly #offsetsMs = new Float64Array(LONGEST_CHUNK);
  #position = 0;

  /** Begins a job; the sources must stay until it is done. */
  constructor(options: RollUpOptions) {
    this.#options = options;
    this.sources = options.sources;
    this.#builder = new BlockBuilder(options.encoder);
    const slots = new Set<number>();
    for (const { columns } of options.sources) for (const slot of columns.slots) slots.add(slot);
    this.#slots = Int32Array.from(slots).sort();
  }

  /** Bytes of the block so far. */
  get sizeBytes(): number {
    return this.#builder.sizeBytes;
  }

  /** Reads so many samples, and those of one series more; gives the block when it is complete. */
  run(samples: number): Block | undefined {
    for (let left = samples; left > 0 && this.#position < this.#slots.length;) {
      left -= this.#rollUp(this.#slots[this.#position++] ?? 0);
    }
    if (this.#position < this.#slots.length) return undefined;
    const { sources, level } = this.#options;
    const first = sources[0]?.place.first ?? 0;
    return this.#builder.finish({ first, last: sources.at(-1)?.place.last ?? first, level });
  }

  #rollUp(slot: number): number {
    const { sources, stepMs, isCounter } = this.#options;
    this.#all.length = 0;
    this.#kept.length = 0;
    for (const source of sources) source.read(slot, ALL_TIME, this.#all);
    rollUp(this.#all, { stepMs, isCounter: isCounter(slot) }, this.#kept);
    for (let start = 0; start < this.#kept.length; start += LONGEST_CHUNK) this.#add(slot, start);
    return this.#all.length;
  }

  #add(slot: number, start: number): void {
    const count = Math.min(LONGEST_CHUNK, this.#kept.length - start);
    const fromMs = this.#kept.timestampsMs[start] ?? 0;
    for (let at = 0; at < count; at++) {
      this.#offsetsMs[at] = (this.#kept.timestampsMs[start + at] ?? 0) - fromMs;
    }
    this.#builder.add(slot, fromMs, {
      buffer: this.#kept,
      offsetsMs: this.#offsetsMs,
      start,
      count,
    });
  }
}
