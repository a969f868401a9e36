import type { LogPartition } from "@netops/core/contracts";
import { assignPartitions, keyOf } from "./assign_partitions.ts";

/** How long members may be silent, and how long they may take to hand over. */
export interface GroupTimes {
  /** A member that was not heard for so long is out. */
  readonly sessionTimeoutMs: number;
  /** A member that keeps a partition of somebody else for so long is out. */
  readonly handoverTimeoutMs: number;
}

/** A group on the disk: all but the times of members, who get a whole session after a restart. */
export interface SavedGroup {
  readonly generation: number;
  readonly revision: number;
  readonly members: readonly { readonly id: string; readonly topics: readonly string[] }[];
  readonly holders: readonly (LogPartition & {
    readonly member: string;
    readonly sinceGeneration: number;
  })[];
}

/** What a member should read. */
export interface Assignment {
  readonly generation: number;
  /** Changes when the rest does. */
  readonly revision: number;
  readonly partitions: readonly LogPartition[];
}

interface Member {
  readonly topics: readonly string[];
  deadlineMs: number;
  revision: number;
  told: string;
}

interface Holder extends LogPartition {
  readonly member: string;
  readonly sinceGeneration: number;
  /** Since when it should be somebody else's. */
  dueSinceMs: number | undefined;
}

/** Knows the partitions of a topic. */
export type PartitionsOf = (topic: string) => number;

/**
 * The members of one consumer group and who holds which partition. Pure over the times it is given.
 *
 * Every join, leave and expiry makes a new generation and shares the partitions anew. A partition that
 * moves stays with its holder until he says that he no longer owns it, leaves or expires: two members
 * never hold one. Who holds a partition, in a generation not older than when he got it, may commit it.
 * Source: Kafka KIP-429 and KIP-848, with the assignment made here.
 */
export class ConsumerGroup {
  readonly #times: GroupTimes;
  readonly #partitionsOf: PartitionsOf;
  readonly #members = new Map<string, Member>();
  readonly #holders = new Map<string, Holder>();
  #target = new Map<string, string>();
  #generation = 0;
  #revision = 0;

  /** Makes an empty group. */
  constructor(times: GroupTimes, partitionsOf: PartitionsOf) {
    this.#times = times;
    this.#partitionsOf = partitionsOf;
  }

  /** Makes a group as it was saved; its members have a whole session to be heard again. */
  static restore(
    saved: SavedGroup,
    at: { readonly times: GroupTimes; readonly partitionsOf: PartitionsOf; readonly nowMs: number },
  ): ConsumerGroup {
    const group = new ConsumerGroup(at.times, at.partitionsOf);
    group.#generation = saved.generation;
    group.#revision = saved.revision;
    for (const { id, topics } of saved.members) group.#add(id, topics, at.nowMs);
    for (const holder of saved.holders) {
      group.#holders.set(keyOf(holder), { ...holder, dueSinceMs: undefined });
    }
    group.#share(at.nowMs);
    return group;
  }

  /** How many generations there were. */
  get generation(): number {
    return this.#generation;
  }

  /** The ids of all members. */
  get members(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** Adds a member, or hears one that is there already and reads the same. */
  join(id: string, topics: readonly string[], nowMs: number): void {
    const known = this.#members.get(id);
    if (known !== undefined && known.topics.join() === topics.join()) {
      known.deadlineMs = nowMs + this.#times.sessionTimeoutMs;
      return;
    }
    this.#add(id, topics, nowMs);
    this.#nextGeneration(nowMs);
  }

  /** Hears a member and what it owns; false when it is none. */
  beat(id: string, owned: readonly LogPartition[], nowMs: number): boolean {
    const member = this.#members.get(id);
    if (member === undefined) return false;
    member.deadlineMs = nowMs + this.#times.sessionTimeoutMs;
    const keeps = new Set(owned.map(keyOf));
    for (const [key, holder] of this.#holders) {
      const released = holder.member === id && this.#target.get(key) !== id && !keeps.has(key);
      if (released) this.#holders.delete(key);
    }
    this.#grant(nowMs);
    return true;
  }

  /** Takes members off at once; says whether one of them was a member. */
  leave(ids: readonly string[], nowMs: number): boolean {
    const gone = ids.filter((id) => this.#members.delete(id));
    if (gone.length === 0) return false;
    for (const [key, holder] of this.#holders) {
      if (gone.includes(holder.member)) this.#holders.delete(key);
    }
    this.#nextGeneration(nowMs);
    return true;
  }

  /** Takes off who was silent for a session, or keeps what is no longer his; gives their ids. */
  expire(nowMs: number): readonly string[] {
    const silent = [...this.#members].filter(([, member]) => member.deadlineMs <= nowMs);
    const late = [...this.#holders.values()].filter(({ dueSinceMs }) =>
      dueSinceMs !== undefined && dueSinceMs + this.#times.handoverTimeoutMs <= nowMs
    );
    const ids = new Set([...silent.map(([id]) => id), ...late.map(({ member }) => member)]);
    this.leave([...ids], nowMs);
    return [...ids];
  }

  /** Puts off every expiry, as this process itself was standing still. */
  postpone(byMs: number): void {
    for (const member of this.#members.values()) member.deadlineMs += byMs;
    for (const holder of this.#holders.values()) {
      if (holder.dueSinceMs !== undefined) holder.dueSinceMs += byMs;
    }
  }

  /** What a member should read now; undefined when it is none. */
  assignment(id: string): Assignment | undefined {
    const member = this.#members.get(id);
    if (member === undefined) return undefined;
    const { revision } = member;
    return { generation: this.#generation, revision, partitions: this.#readable(id) };
  }

  /** Whether a member may commit these partitions: it holds them, and knew so in that generation. */
  mayCommit(id: string, generation: number, partitions: readonly LogPartition[]): boolean {
    if (!this.#members.has(id) || generation > this.#generation) return false;
    return partitions.every((partition) => {
      const holder = this.#holders.get(keyOf(partition));
      return holder?.member === id && generation >= holder.sinceGeneration;
    });
  }

  /** Who holds a partition; undefined when nobody does. */
  holderOf(partition: LogPartition): string | undefined {
    return this.#holders.get(keyOf(partition))?.member;
  }

  /** The topics that a member reads. */
  topicsOf(id: string): readonly string[] {
    return this.#members.get(id)?.topics ?? [];
  }

  /** What goes to the disk. */
  save(): SavedGroup {
    return {
      generation: this.#generation,
      revision: this.#revision,
      members: [...this.#members].map(([id, { topics }]) => ({ id, topics })),
      holders: [...this.#holders.values()].map(({ dueSinceMs: _, ...holder }) => holder),
    };
  }

  #add(id: string, topics: readonly string[], nowMs: number): void {
    const deadlineMs = nowMs + this.#times.sessionTimeoutMs;
    this.#members.set(id, { topics, deadlineMs, revision: this.#revision, told: "" });
  }

  #nextGeneration(nowMs: number): void {
    this.#generation++;
    this.#share(nowMs);
  }

  #share(nowMs: number): void {
    const subscriptions = new Map([...this.#members].map(([id, { topics }]) => [id, topics]));
    const topics = [...new Set([...subscriptions.values()].flat())].sort();
    const partitions = topics.flatMap((topic) =>
      Array.from({ length: this.#partitionsOf(topic) }, (_, partition) => ({ topic, partition }))
    );
    const previous = new Map([...this.#holders].map(([key, { member }]) => [key, member]));
    this.#target = assignPartitions({ subscriptions, partitions, previous });
    this.#grant(nowMs);
  }

  /** Gives what is free to whom it belongs, and notes what is not handed over yet. */
  #grant(nowMs: number): void {
    for (const [key, member] of this.#target) {
      if (!this.#holders.has(key)) this.#holders.set(key, this.#holder(key, member));
    }
    for (const [key, holder] of this.#holders) {
      const isDue = this.#target.get(key) !== holder.member;
      holder.dueSinceMs = isDue ? holder.dueSinceMs ?? nowMs : undefined;
    }
    this.#noteChanges();
  }

  #holder(key: string, member: string): Holder {
    const slash = key.lastIndexOf("/");
    const at = { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
    return { ...at, member, sinceGeneration: this.#generation, dueSinceMs: undefined };
  }

  #noteChanges(): void {
    for (const [id, member] of this.#members) {
      const told = `${this.#generation}:${this.#readable(id).map(keyOf).join()}`;
      if (told === member.told) continue;
      member.told = told;
      member.revision = ++this.#revision;
    }
  }

  #readable(id: string): readonly LogPartition[] {
    return [...this.#holders].filter(([key, { member }]) =>
      member === id && this.#target.get(key) === id
    ).map(([, { topic, partition }]) => ({ topic, partition }));
  }
}
