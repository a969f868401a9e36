import type { Clock } from "@netops/core";
import type { Committer } from "./commit.ts";
import { countExpired } from "./retention.ts";
import type { PartitionHead, Store, StoredTopic } from "./store.ts";

/** What a sweep works with. */
export interface SweepOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly clock: Clock;
}

/** How long a producer's last request is remembered: longer than any producer tries. */
const PRODUCER_MS = 900_000;

/** Deletes what retention lets go, up to 1,000 messages a transaction; gives how many went. */
export async function sweepLog(options: SweepOptions): Promise<number> {
  const { store, committer, clock } = options;
  await committer.submit(() => store.forgetProducers(clock.nowMs() - PRODUCER_MS));
  let total = 0;
  for (const topic of store.topics()) {
    for (const { partition } of store.heads(topic.id)) {
      let gone: number;
      do {
        gone = await committer.submit(() => sweepPartition(options, topic, partition));
        total += gone;
      } while (gone > 0);
    }
  }
  return total;
}

function sweepPartition(options: SweepOptions, topic: StoredTopic, partition: number): number {
  const { store, clock } = options;
  const head = store.head(topic.id, partition);
  if (head === undefined || head.earliest === head.latest) return 0;
  const oldest = store.oldest(topic.id, partition);
  const count = countExpired(oldest, {
    nowMs: clock.nowMs(),
    retentionMs: topic.retentionMs,
    heldBytes: head.sizeBytes,
    retentionBytes: topic.retentionBytes / topic.partitions,
  });
  if (count === 0) return 0;
  const goneBytes = oldest.slice(0, count).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const rest: PartitionHead = {
    ...head,
    earliest: head.earliest + count,
    sizeBytes: head.sizeBytes - goneBytes,
  };
  store.deleteBefore(topic.id, partition, rest.earliest);
  store.setHead(topic.id, rest);
  return count;
}
