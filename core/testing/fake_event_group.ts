/** A consumer as its group sees it. */
export interface FakeGroupMember {
  readonly topics: readonly string[];
  /** Looks for the next message. */
  wake(): void;
}

/** The members of one group, who owns what, and how far it got. */
export class FakeEventGroup {
  /** `topic/partition` → the offset that is read next. */
  readonly positions = new Map<string, number>();
  /** Partitions whose message is in somebody's hands: nobody else may go on with them. */
  readonly inHand = new Set<string>();
  readonly #members: FakeGroupMember[] = [];

  /** Adds a member; partitions are shared anew. */
  join(member: FakeGroupMember): void {
    this.#members.push(member);
    this.wake();
  }

  /** Takes a member off; its partitions go to the others. */
  leave(member: FakeGroupMember): void {
    const index = this.#members.indexOf(member);
    if (index >= 0) this.#members.splice(index, 1);
    this.wake();
  }

  /** Whether a member reads a partition now: partition i belongs to subscriber i mod subscribers. */
  owns(member: FakeGroupMember, topic: string, partition: number): boolean {
    const subscribers = this.#members.filter(({ topics }) => topics.includes(topic));
    return subscribers[partition % subscribers.length] === member;
  }

  /** Lets every member look again. */
  wake(): void {
    for (const member of [...this.#members]) member.wake();
  }
}
