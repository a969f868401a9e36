import type { LogLine } from "@netops/core/contracts";
import { listLogFiles, type LogFile, readLines } from "./log_files.ts";
import { type LogFilter, parseLogLine } from "./log_filter.ts";

/** All lines of a home that pass the filter, in order of time; files are read as a stream. */
export async function* mergeLogs(home: string, filter: LogFilter): AsyncGenerator<LogLine> {
  const byInstance = Map.groupBy(listLogFiles(home), (file) => file.instance);
  const sources = [...byInstance.values()].map((files) => linesOf(files, filter));
  yield* mergeByTime(sources);
}

/** Merges sources that are each in order of time; equal times keep the order of the sources. */
export async function* mergeByTime(
  sources: readonly (AsyncIterator<LogLine> | Iterator<LogLine>)[],
): AsyncGenerator<LogLine> {
  const heads = await Promise.all(
    sources.map(async (source) => ({ source, ...await source.next() })),
  );
  let open = heads.filter((head) => !head.done);
  while (open.length > 0) {
    const first = open.reduce((best, head) => head.value.tsMs < best.value.tsMs ? head : best);
    yield first.value;
    const next = await first.source.next();
    if (next.done) open = open.filter((head) => head !== first);
    else first.value = next.value;
  }
}

/** The last `count` of a stream, and how many there were in all. */
export async function lastOf<T>(
  source: AsyncIterable<T>,
  count: number,
): Promise<{ readonly items: readonly T[]; readonly total: number }> {
  let items: T[] = [];
  let total = 0;
  for await (const item of source) {
    total++;
    items.push(item);
    if (items.length >= 2 * count + 64) items = count === 0 ? [] : items.slice(-count);
  }
  return { items: count === 0 ? [] : items.slice(-count), total };
}

async function* linesOf(files: readonly LogFile[], filter: LogFilter): AsyncGenerator<LogLine> {
  for (const file of files) {
    for await (const text of readLines(file.path)) {
      const line = parseLogLine(text);
      if (line !== undefined && filter(line)) yield line;
    }
  }
}
