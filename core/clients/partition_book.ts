import type { LogOffset, LogPartition } from "../contracts/event_log_api.ts";

interface Reading extends LogPartition {
  position: number;
  failures: number;
  pausedUntilMs: number;
  isRetired: boolean;
}

/** The name of a partition in maps. */
export function partitionKey({ topic, partition }: LogPartition): string {
  return `${topic}/${partition}`;
}

/** Which partitions a consumer reads, and how far it got in each. Pure over the times it is given. */
export class PartitionBook {
  readonly #readings = new Map<string, Reading>();
  #turn = 0;

  /** Reads a partition from an offset on; one that is read already goes on there. */
  assign({ topic, partition, offset }: LogOffset): void {
    this.#readings.set(partitionKey({ topic, partition }), {
      ...{
        topic,
        partition,
        position: offset,
        failures: 0,
        pausedUntilMs: -Infinity,
        isRetired: false,
      },
    });
  }

  /** Hands over nothing more of a partition; what is in hand may still be handled. */
  retire(partition: LogPartition): void {
    const reading = this.#readings.get(partitionKey(partition));
    if (reading !== undefined) reading.isRetired = true;
  }

  /** Reads a partition no more. */
  drop(partition: LogPartition): void {
    this.#readings.delete(partitionKey(partition));
  }

  /** Reads nothing more. */
  clear(): void {
    this.#readings.clear();
  }

  /** Everything that is read, with the offset that comes next. */
  get offsets(): readonly LogOffset[] {
    return [...this.#readings.values()].map(({ topic, partition, position }) => ({
      ...{ topic, partition, offset: position },
    }));
  }

  /** Whether this message is to be handed over now: not after a drop, a seek or a failure. */
  isNext(at: LogOffset): boolean {
    return this.#atPosition(at)?.isRetired === false;
  }

  /** The message was handled; says false when it was no longer the next one. */
  handled(at: LogOffset): boolean {
    const reading = this.#atPosition(at);
    if (reading === undefined) return false;
    reading.position++;
    reading.failures = 0;
    return true;
  }

  /** The message could not be handled: its partition waits. Gives how often in a row that happened. */
  failed(at: LogOffset, waitMs: (failures: number) => number, nowMs: number): number {
    const reading = this.#atPosition(at);
    if (reading === undefined) return 0;
    reading.failures++;
    reading.pausedUntilMs = nowMs + waitMs(reading.failures);
    return reading.failures;
  }

  /** What may be fetched now; another one comes first each time, so that none starves. */
  readable(nowMs: number): readonly LogOffset[] {
    const open = [...this.#readings.values()].filter(({ pausedUntilMs, isRetired }) =>
      pausedUntilMs <= nowMs && !isRetired
    );
    const first = open.length === 0 ? 0 : this.#turn++ % open.length;
    return [...open.slice(first), ...open.slice(0, first)].map((reading) => ({
      topic: reading.topic,
      partition: reading.partition,
      offset: reading.position,
    }));
  }

  /** How long until a paused partition may be read; Infinity when none is paused. */
  nextOpeningMs(nowMs: number): number {
    const waits = [...this.#readings.values()]
      .map(({ pausedUntilMs }) => pausedUntilMs - nowMs)
      .filter((waitMs) => waitMs > 0);
    return Math.min(Infinity, ...waits);
  }

  #atPosition(at: LogOffset): Reading | undefined {
    const reading = this.#readings.get(partitionKey(at));
    return reading?.position === at.offset ? reading : undefined;
  }
}
