import type { Block, BlockLevel } from "./block.ts";
import type { BlockShelf } from "./block_shelf.ts";
import type { ChunkEncoder } from "./chunk_codec.ts";
import { RollUpJob } from "./roll_up_job.ts";

/** Samples of a series that a job makes at least: few chunks, and each worth its place. */
const SAMPLES_OF_CHUNK = 120;
/** Samples that a step reads at least; a job needs one step for each of its seconds or less. */
const LEAST_SAMPLES = 50_000;

const STEPS: readonly { readonly from: BlockLevel; readonly to: BlockLevel; stepMs: number }[] = [
  { from: 0, to: 1, stepMs: 10_000 },
  { from: 1, to: 2, stepMs: 60_000 },
];

/** What a plan works with. */
export interface RollUpPlanOptions {
  readonly shelf: BlockShelf;
  readonly encoder: ChunkEncoder;
  readonly limits: { readonly fineMs: number; readonly coarseMs: number };
  readonly isCounter: (slot: number) => boolean;
  /** Called when a block took the place of others. */
  readonly onEnd: (sources: readonly Block[], block: Block) => void;
}

/** Finds blocks that are old enough to be rolled up, and does so in small pieces. */
export class RollUpPlan {
  readonly #options: RollUpPlanOptions;
  #job: RollUpJob | undefined;
  #taken = 0;

  /** Begins without a job. */
  constructor(options: RollUpPlanOptions) {
    this.#options = options;
  }

  /** Bytes of the block that is made. */
  get sizeBytes(): number {
    return this.#job?.sizeBytes ?? 0;
  }

  /** Does a piece; `takenSamples` is how many ever came in, so that the plan keeps up with them. */
  advance(nowMs: number, takenSamples: number): void {
    const samples = Math.max(LEAST_SAMPLES, 2 * (takenSamples - this.#taken));
    this.#taken = takenSamples;
    this.#job ??= this.#next(nowMs);
    const block = this.#job?.run(samples);
    if (this.#job === undefined || block === undefined) return;
    const { sources } = this.#job;
    this.#job = undefined;
    this.#options.shelf.replace(sources, block);
    this.#options.onEnd(sources, block);
  }

  /** Gives up a job one of whose sources is dropped. */
  cancel(block: Block): void {
    if (this.#job?.sources.includes(block)) this.#job = undefined;
  }

  #next(nowMs: number): RollUpJob | undefined {
    const { shelf, encoder, limits, isCounter } = this.#options;
    for (const { from, to, stepMs } of STEPS) {
      const afterMs = from === 0 ? limits.fineMs : limits.coarseMs;
      const sources = enough(shelf.oldest(from, nowMs - afterMs), stepMs * SAMPLES_OF_CHUNK);
      if (sources !== undefined) {
        return new RollUpJob({ sources, level: to, stepMs, encoder, isCounter });
      }
    }
    return undefined;
  }
}

/** As many of the blocks as span a time; undefined when they do not. */
function enough(blocks: readonly Block[], spanMs: number): readonly Block[] | undefined {
  const fromMs = blocks[0]?.fromMs ?? 0;
  const end = blocks.findIndex((block) => block.toMs - fromMs >= spanMs);
  return end < 0 ? undefined : blocks.slice(0, end + 1);
}
