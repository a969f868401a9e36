import type { LogPartition } from "@netops/core/contracts";

/** What is to be shared, and between whom. */
export interface AssignmentInput {
  /** Member → the topics that it reads. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
  readonly partitions: readonly LogPartition[];
  /** Who has which partition now, by key of the partition. */
  readonly previous: ReadonlyMap<string, string>;
}

/** The name of a partition in maps. */
export function keyOf({ topic, partition }: LogPartition): string {
  return `${topic}/${partition}`;
}

/**
 * Shares partitions between members: each goes to one member that reads its topic, the loads differ as
 * little as moves of single partitions allow, and what can stay stays (sticky).
 *
 * Gives the member of each partition by key; a partition that nobody reads has none. Ties go by name, so
 * the outcome depends on the input alone. Source: Kafka `StickyAssignor`, without its swaps of topics.
 */
export function assignPartitions(input: AssignmentInput): Map<string, string> {
  const sharing = new Sharing(input);
  for (const partition of input.partitions) sharing.keep(partition);
  for (const partition of input.partitions) sharing.give(partition);
  while (sharing.improve());
  return sharing.owners;
}

class Sharing {
  readonly owners = new Map<string, string>();
  readonly #input: AssignmentInput;
  readonly #load = new Map<string, number>();
  readonly #readers = new Map<string, readonly string[]>();

  constructor(input: AssignmentInput) {
    this.#input = input;
    const members = [...input.subscriptions.keys()].sort();
    for (const member of members) this.#load.set(member, 0);
    for (const topic of new Set(input.partitions.map((each) => each.topic))) {
      const reads = (member: string) => input.subscriptions.get(member)?.includes(topic) ?? false;
      this.#readers.set(topic, members.filter(reads));
    }
  }

  /** Leaves a partition where it is, when that member still reads it. */
  keep(partition: LogPartition): void {
    const owner = this.#input.previous.get(keyOf(partition));
    if (owner !== undefined && this.#readersOf(partition).includes(owner)) {
      this.#move(partition, owner);
    }
  }

  /** Gives a partition that nobody has to the reader who has the least. */
  give(partition: LogPartition): void {
    if (this.owners.has(keyOf(partition))) return;
    const reader = this.#leastLoaded(partition);
    if (reader !== undefined) this.#move(partition, reader);
  }

  /** Moves one partition to a reader with at least two less; false when there is no such move. */
  improve(): boolean {
    const fullFirst = this.#input.partitions.toSorted((a, b) => this.#loadAt(b) - this.#loadAt(a));
    for (const partition of fullFirst) {
      const reader = this.#leastLoaded(partition);
      if (reader === undefined) continue;
      if (this.#loadAt(partition) - (this.#load.get(reader) ?? 0) < 2) continue;
      this.#move(partition, reader);
      return true;
    }
    return false;
  }

  #loadAt(partition: LogPartition): number {
    return this.#load.get(this.owners.get(keyOf(partition)) ?? "") ?? 0;
  }

  #leastLoaded(partition: LogPartition): string | undefined {
    const load = (member: string) => this.#load.get(member) ?? 0;
    const readers = this.#readersOf(partition);
    return readers.toSorted((a, b) => load(a) - load(b))[0];
  }

  #readersOf({ topic }: LogPartition): readonly string[] {
    return this.#readers.get(topic) ?? [];
  }

  #move(partition: LogPartition, to: string): void {
    const from = this.owners.get(keyOf(partition));
    if (from !== undefined) this.#load.set(from, (this.#load.get(from) ?? 0) - 1);
    this.owners.set(keyOf(partition), to);
    this.#load.set(to, (this.#load.get(to) ?? 0) + 1);
  }
}
