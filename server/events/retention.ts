/** One message as retention sees it. */
export interface AgedMessage {
  readonly timestampMs: number;
  readonly sizeBytes: number;
}

/** How long a partition keeps what it has. */
export interface Retention {
  readonly nowMs: number;
  readonly retentionMs: number;
  /** What the whole partition holds. */
  readonly heldBytes: number;
  /** What it may hold. */
  readonly retentionBytes: number;
}

/**
 * Counts the oldest messages that go: those older than `retentionMs`, and as many as it takes to hold no
 * more than `retentionBytes`. `oldest` begins with the oldest message of the partition.
 */
export function countExpired(oldest: readonly AgedMessage[], retention: Retention): number {
  const { nowMs, retentionMs, retentionBytes } = retention;
  let { heldBytes } = retention;
  let count = 0;
  for (const { timestampMs, sizeBytes } of oldest) {
    const isOld = timestampMs < nowMs - retentionMs;
    if (!isOld && heldBytes <= retentionBytes) break;
    heldBytes -= sizeBytes;
    count++;
  }
  return count;
}
