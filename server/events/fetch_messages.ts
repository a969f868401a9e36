import type { FetchAnswer, LogOffset } from "@netops/core/contracts";
import type { MessageRow, PartitionHead, Store } from "./store.ts";

/** What a fetch asks for. */
export interface FetchRequest {
  readonly positions: readonly LogOffset[];
  /** Of messages in the answer; the first one comes whatever its size. */
  readonly maxBytes: number;
}

/**
 * Reads what stands at the positions, partition after partition in the order asked for, each in the
 * order of its offsets. Gives the JSON of a `FetchAnswer`, or undefined when there is nothing yet.
 *
 * A topic that does not exist has nothing yet.
 */
export function fetchMessages(store: Store, request: FetchRequest): string | undefined {
  const pieces: string[] = [];
  const outOfRange: FetchAnswer["outOfRange"][number][] = [];
  let leftBytes = request.maxBytes;
  for (const position of request.positions) {
    const topic = store.topic(position.topic);
    const head = topic && store.head(topic.id, position.partition);
    if (topic === undefined || head === undefined) continue;
    if (position.offset < head.earliest || position.offset > head.latest) {
      outOfRange.push(rangeOf(position, head));
    } else if (leftBytes > 0 && position.offset < head.latest) {
      leftBytes -= readInto(pieces, store.read(topic.id, position.partition, position.offset), {
        position,
        leftBytes,
      });
    }
  }
  if (pieces.length === 0 && outOfRange.length === 0) return undefined;
  return `{"messages":[${pieces.join()}],"outOfRange":${JSON.stringify(outOfRange)}}`;
}

/** The answer when nothing came. */
export const NOTHING_FETCHED = `{"messages":[],"outOfRange":[]}`;

function readInto(
  pieces: string[],
  rows: Iterable<MessageRow>,
  from: { readonly position: LogOffset; readonly leftBytes: number },
): number {
  const { topic, partition } = from.position;
  const start = `{"topic":${JSON.stringify(topic)},"partition":${partition},"message":`;
  let usedBytes = 0;
  for (const { offset, timestampMs, body, sizeBytes } of rows) {
    const isFirst = pieces.length === 0;
    if (!isFirst && usedBytes + sizeBytes > from.leftBytes) break;
    usedBytes += sizeBytes;
    // The body is JSON already: it goes out as it was stored.
    pieces.push(`${start}{"offset":${offset},"timestampMs":${timestampMs},${body.slice(1)}}`);
    if (usedBytes >= from.leftBytes) break;
  }
  return usedBytes;
}

function rangeOf(position: LogOffset, head: PartitionHead): FetchAnswer["outOfRange"][number] {
  const { topic, partition } = position;
  return { topic, partition, earliest: head.earliest, latest: head.latest };
}
