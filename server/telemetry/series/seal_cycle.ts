import type { Clock } from "@netops/core";
import { BlockBuilder } from "./block_builder.ts";
import type { BlockShelf } from "./block_shelf.ts";
import { ChunkEncoder } from "./chunk_codec.ts";
import type { SampleIntake } from "./sample_intake.ts";
import type { SeriesTable } from "./series_table.ts";
import type { Wal } from "./wal.ts";

/** What a cycle works with. */
export interface CycleOptions {
  readonly clock: Clock;
  readonly limits: {
    readonly cycleMs: number;
    readonly segmentBytes: number;
    readonly memoryBytes: number;
  };
  readonly table: SeriesTable;
  readonly intake: () => SampleIntake;
  readonly shelf: BlockShelf;
  readonly wal: Wal;
  /** Called when a block is done. */
  readonly onEnd: () => void;
}

/** A block is done early when it takes this part of the memory for blocks. */
const BLOCK_PART = 1 / 16;

/**
 * Seals every series once a cycle, a few each step, and makes a block of what was sealed.
 *
 * So at the end of a cycle all that came before its beginning is in blocks, and the segments of the log
 * from before its beginning can go, once the blocks are on the disk.
 */
export class SealCycle {
  readonly encoder = new ChunkEncoder();
  readonly #options: CycleOptions;
  /** What was sealed in this cycle. */
  builder = new BlockBuilder(this.encoder);
  /** Number of the cycle that runs; blocks carry it. */
  number: number;
  #startedMs: number;
  #position = 0;
  /** Segment that began with this cycle. */
  #segment: number;
  /** Segments before it are in blocks. */
  #sealedSegment = 0;

  /** Begins with a number behind those of all blocks. */
  constructor(options: CycleOptions, number: number) {
    this.#options = options;
    this.number = number;
    this.#startedMs = options.clock.monotonicMs();
    this.#segment = options.wal.segment;
  }

  /** Seals what is due, and ends the cycle when it is over. */
  advance(): void {
    const { table } = this.#options;
    const progress = this.#progress();
    const end = progress >= 1 ? table.slotEnd : Math.ceil(progress * table.slotEnd);
    const intake = this.#options.intake();
    for (; this.#position < end; this.#position++) intake.sealInCycle(this.#position);
    if (progress >= 1) this.#end();
    this.#trimLog();
  }

  /** Seals everything and makes a block of it: the log is not needed any more. */
  cut(): void {
    const { table, wal } = this.#options;
    for (let slot = 0; slot < table.slotEnd; slot++) this.#options.intake().seal(slot);
    this.#end();
    this.#sealedSegment = wal.segment;
    this.#trimLog();
  }

  #progress(): number {
    const { clock, limits, wal } = this.#options;
    return Math.max(
      (clock.monotonicMs() - this.#startedMs) / limits.cycleMs,
      wal.segmentBytes / limits.segmentBytes,
      this.builder.sizeBytes / (limits.memoryBytes * BLOCK_PART),
    );
  }

  #end(): void {
    const { clock, shelf, wal, onEnd } = this.#options;
    const { number, builder } = this;
    this.builder = new BlockBuilder(this.encoder);
    if (builder.chunkCount > 0) {
      shelf.add(builder.finish({ first: number, last: number, level: 0 }));
    }
    this.number++;
    this.#startedMs = clock.monotonicMs();
    this.#position = 0;
    this.#sealedSegment = this.#segment;
    wal.beginSegment();
    this.#segment = wal.segment;
    onEnd();
  }

  #trimLog(): void {
    const { shelf, wal } = this.#options;
    if (shelf.isWritten) wal.removeBefore(this.#sealedSegment);
  }
}
