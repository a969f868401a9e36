import { type Clock, type Logger, NetopsError, toNetopsError } from "@netops/core";
import type {
  AssignmentView,
  BeatRequest,
  CommitRequest,
  GroupView,
  ResetRequest,
} from "@netops/core/contracts";
import type { Committer } from "./commit.ts";
import { ConsumerGroup, type GroupTimes } from "./consumer_group.ts";
import type { Store } from "./store.ts";
import type { TopicLog } from "./topic_log.ts";
import type { WaitBoard } from "./wait_board.ts";

/** What the board works with. */
export interface GroupBoardOptions {
  readonly store: Store;
  readonly committer: Committer;
  readonly log: TopicLog;
  readonly clock: Clock;
  readonly board: WaitBoard;
  readonly logger: Logger;
  readonly times: GroupTimes;
}

/** A member of a group. */
export interface MemberAddress {
  readonly group: string;
  readonly member: string;
}

const MOST_GROUPS = 1_000;
const MOST_MEMBERS = 256;
/** A tick that is later than this stood still itself, and blames nobody for being silent. */
const LATE_MS = 500;

/** The key under which members wait for a change of their group. */
export function groupKey(group: string): string {
  return `group:${group}`;
}

/** All consumer groups: who is in them, and how far they got. */
export class GroupBoard {
  readonly #options: GroupBoardOptions;
  readonly #groups = new Map<string, ConsumerGroup>();
  #tickedMs: number;

  /** Restores what was saved. */
  constructor(options: GroupBoardOptions) {
    this.#options = options;
    const { store, log, times, clock } = options;
    this.#tickedMs = clock.monotonicMs();
    const at = { times, partitionsOf: this.#partitionsOf(log), nowMs: clock.monotonicMs() };
    for (const { group, state } of store.groups()) {
      this.#groups.set(group, ConsumerGroup.restore(state, at));
    }
  }

  /** Joins a group, or says again that one is in it. */
  async join(address: MemberAddress, topics: readonly string[]): Promise<AssignmentView> {
    const { log, clock } = this.#options;
    for (const topic of topics) await log.ensure(topic, {});
    const group = this.#groups.get(address.group) ?? this.#newGroup(address.group);
    if (group.members.length >= MOST_MEMBERS && !group.members.includes(address.member)) {
      throw new NetopsError("OVERLOADED", `Cannot join ${address.group} as it has 256 members`);
    }
    group.join(address.member, [...new Set(topics)].sort(), clock.monotonicMs());
    await this.#changed(address.group, group);
    return this.view(address);
  }

  /** Hears a member. @throws {NetopsError} NOT_FOUND when it is none any more. */
  beat(address: MemberAddress, { owned }: BeatRequest): void {
    const group = this.#group(address.group);
    const before = revisionsOf(group);
    const isMember = group.beat(address.member, owned, this.#options.clock.monotonicMs());
    if (!isMember) throw notMember(address);
    if (revisionsOf(group) !== before) void this.#changed(address.group, group);
  }

  /** What a member should read. @throws {NetopsError} NOT_FOUND when it is none any more. */
  view(address: MemberAddress): AssignmentView {
    const assignment = this.#group(address.group).assignment(address.member);
    if (assignment === undefined) throw notMember(address);
    const { store, times } = this.#options;
    return {
      generation: assignment.generation,
      revision: assignment.revision,
      sessionTimeoutMs: times.sessionTimeoutMs,
      partitions: assignment.partitions.map((partition) => ({
        ...partition,
        committed: store.committedAt(address.group, partition) ?? null,
      })),
    };
  }

  /** Leaves a group; its partitions go to the others at once. */
  async leave(address: MemberAddress): Promise<void> {
    const group = this.#groups.get(address.group);
    const left = group?.leave([address.member], this.#options.clock.monotonicMs()) ?? false;
    if (group !== undefined && left) await this.#changed(address.group, group);
  }

  /**
   * Commits offsets.
   *
   * @throws {NetopsError} CONFLICT when the member does not hold the partitions, or only once more did
   * since that generation; NOT_FOUND when it is no member
   */
  async commit(address: MemberAddress, { generation, offsets }: CommitRequest): Promise<void> {
    const { store, committer } = this.#options;
    await committer.submit(() => {
      const group = this.#group(address.group);
      if (!group.members.includes(address.member)) throw notMember(address);
      if (!group.mayCommit(address.member, generation, offsets)) {
        throw new NetopsError("CONFLICT", "Cannot commit as the partitions went to other members", {
          details: { ...address, generation, current: group.generation },
        });
      }
      for (const offset of offsets) store.setCommitted(address.group, offset);
    });
  }

  /** Moves the offsets of a group. @throws {NetopsError} CONFLICT while it has members. */
  async reset(name: string, { topic, partition, to }: ResetRequest): Promise<void> {
    const { store, committer, log } = this.#options;
    const bounds = log.topic(topic).partitions;
    const times = typeof to === "object" && "timestampMs" in to
      ? log.offsetsAt(topic, to.timestampMs)
      : [];
    await committer.submit(() => {
      if ((this.#groups.get(name)?.members.length ?? 0) > 0) {
        throw new NetopsError("CONFLICT", `Cannot move the group ${name} while it has members`);
      }
      for (const each of bounds) {
        if ((partition ?? each.partition) !== each.partition) continue;
        const offset = to === "beginning"
          ? each.earliest
          : to === "end"
          ? each.latest
          : "offset" in to
          ? to.offset
          : times[each.partition] ?? each.latest;
        store.setCommitted(name, { topic, partition: each.partition, offset });
      }
      store.saveGroup(name, (this.#groups.get(name) ?? this.#newGroup(name)).save());
    });
  }

  /** Takes off who is silent for too long; call it a few times a second. */
  tick(everyMs: number): void {
    const nowMs = this.#options.clock.monotonicMs();
    const lateMs = nowMs - this.#tickedMs - everyMs;
    this.#tickedMs = nowMs;
    for (const [name, group] of this.#groups) {
      if (lateMs > LATE_MS) group.postpone(lateMs);
      const gone = group.expire(nowMs);
      if (gone.length === 0) continue;
      this.#options.logger.log("info", "members of a group were silent", { group: name, gone });
      void this.#changed(name, group);
    }
  }

  /** Every group with its lag. */
  views(): readonly GroupView[] {
    return [...this.#groups.keys()].sort().map((name) => this.describe(name));
  }

  /** One group with its lag. @throws {NetopsError} NOT_FOUND */
  describe(name: string): GroupView {
    const group = this.#group(name);
    const { store, log } = this.#options;
    return {
      group: name,
      generation: group.generation,
      members: group.members.map((member) => ({
        member,
        topics: group.topicsOf(member),
        owned: group.assignment(member)?.partitions ?? [],
      })),
      partitions: store.committed(name).map(({ topic, partition, offset }) => {
        const latest = log.latest(topic, partition);
        const member = group.holderOf({ topic, partition }) ?? null;
        return { topic, partition, committed: offset, latest, lag: latest - offset, member };
      }),
    };
  }

  #partitionsOf(log: TopicLog): (topic: string) => number {
    return (topic) => log.partitionsOf(topic);
  }

  #newGroup(name: string): ConsumerGroup {
    if (this.#groups.size >= MOST_GROUPS) {
      throw new NetopsError("OVERLOADED", `Cannot make the group ${name} as there are 1000`);
    }
    const { times, log } = this.#options;
    const group = new ConsumerGroup(times, this.#partitionsOf(log));
    this.#groups.set(name, group);
    return group;
  }

  #group(name: string): ConsumerGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw new NetopsError("NOT_FOUND", `Cannot find the group ${name}`);
    return group;
  }

  /** Saves a group, so that a restart does not show, and wakes its members. */
  async #changed(name: string, group: ConsumerGroup): Promise<void> {
    const { committer, store, board, logger } = this.#options;
    try {
      await committer.submit(() => store.saveGroup(name, group.save()));
    } catch (thrown) {
      // On a full disk the group goes on; after a restart its members would join anew.
      logger.log("warn", toNetopsError(thrown).message, { group: name });
    }
    board.changed([groupKey(name)]);
  }
}

function revisionsOf(group: ConsumerGroup): string {
  return group.members.map((member) => group.assignment(member)?.revision).join();
}

function notMember({ group, member }: MemberAddress): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find the member ${member} in the group ${group}`);
}
