import type { LoadSecond } from "../report/load_report.ts";
import type { LoadSample } from "./load_sample.ts";
import { MOST_VALUES } from "./wild_interval.ts";

/** Blocks of this time at least. */
const LEAST_BLOCK_MS = 2_000;

/** The same block of two loads. */
export type BlockPair = readonly [readonly LoadSecond[], readonly LoadSecond[]];

/** Joins seconds to at most 16 blocks, and sets those of both loads at the same time beside each other. */
export function pairedBlocks(before: LoadSample, after: LoadSample): readonly BlockPair[] {
  const seconds = Math.min(spanSeconds(before), spanSeconds(after));
  const blockMs = Math.max(LEAST_BLOCK_MS, Math.ceil(seconds / MOST_VALUES) * 1_000);
  // A block that is cut off at the end of the shorter load would weigh as much as a whole one.
  const count = Math.floor(seconds * 1_000 / blockMs);
  const first = blocksOf(before, blockMs);
  const second = blocksOf(after, blockMs);
  return Array.from(
    { length: count },
    (_, at): BlockPair => [first.get(at) ?? [], second.get(at) ?? []],
  ).filter(([one, other]) => one.length > 0 && other.length > 0);
}

function spanSeconds({ seconds, startedAtMs }: LoadSample): number {
  const lastMs = seconds.at(-1)?.tsMs;
  return lastMs === undefined ? 0 : Math.floor((lastMs - startedAtMs) / 1_000) + 1;
}

function blocksOf({ seconds, startedAtMs }: LoadSample, blockMs: number) {
  return Map.groupBy(seconds, ({ tsMs }) => Math.floor((tsMs - startedAtMs) / blockMs));
}
