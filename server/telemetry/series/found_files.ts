import type { BlockPlace } from "./block.ts";
import { blockPlace } from "./block_file.ts";
import type { SeriesFiles } from "./series_files.ts";
import { segmentName, segmentNumber } from "./wal.ts";

/** Ends the name of a file that cannot be used and that somebody may want to look at. */
export const DAMAGED = ".damaged";

/** What stands in the folder of a store before it is opened. */
export interface FoundFiles {
  /** Blocks, the newest first; one that stands for others comes before them. */
  readonly blocks: readonly BlockPlace[];
  /** Segments of the log, by ascending number, with their sizes. */
  readonly segments: ReadonlyMap<number, number>;
  /** Files that a death left half-written. */
  readonly leftovers: readonly string[];
  /** Files that were put aside, with their sizes. */
  readonly aside: ReadonlyMap<string, number>;
  /** Number for the next cycle. */
  readonly cycle: number;
  /** Why there is nothing to find, when the folder cannot be read. */
  readonly unreadable: string | undefined;
}

/** Looks into the folder of a store. */
export function findFiles(files: SeriesFiles): FoundFiles {
  const { names, unreadable } = listNames(files);
  const places = names.map(blockPlace).filter((place) => place !== undefined)
    .sort((a, b) => b.last - a.last || b.level - a.level);
  const numbers = names.map(segmentNumber).filter((number) => number !== undefined);
  const sizeOf = (name: string) => readSize(files, name);
  return {
    blocks: places,
    segments: new Map(
      numbers.sort((a, b) => a - b).map((number) => [number, sizeOf(segmentName(number))]),
    ),
    leftovers: names.filter((name) => name.endsWith(".tmp")),
    aside: new Map(
      names.filter((name) => name.endsWith(DAMAGED)).sort().map((name) => [name, sizeOf(name)]),
    ),
    cycle: Math.max(0, ...places.map(({ last }) => last)) + 1,
    unreadable,
  };
}

function listNames(files: SeriesFiles): { names: string[]; unreadable: string | undefined } {
  try {
    return { names: files.list(), unreadable: undefined };
  } catch (thrown) {
    return { names: [], unreadable: String(thrown) };
  }
}

function readSize(files: SeriesFiles, name: string): number {
  try {
    return files.size(name);
  } catch {
    // Reading it will fail, too, and tell why.
    return 0;
  }
}
