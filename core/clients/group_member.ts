import type { AssignmentView, LogPartition } from "../contracts/event_log_api.ts";
import { toNetopsError } from "../errors/netops_error.ts";
import { backoffMs } from "../policies/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import type { EventLogWire } from "./event_log_wire.ts";
import { isFenced, OffsetCommits } from "./offset_commits.ts";
import { partitionKey } from "./partition_book.ts";

/** A partition that the member got, with the committed offset or null. */
export type GrantedPartition = AssignmentView["partitions"][number];

/** What a member of a group works with. */
export interface GroupMemberOptions {
  readonly wire: EventLogWire;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly groupId: string;
  /** Begins the ids of this member, for people: the instance id. */
  readonly clientId: string;
  readonly topics: readonly string[];
  /** Begins to read partitions. */
  readonly onGrant: (partitions: readonly GrantedPartition[]) => Promise<void>;
  /** Ends reading a partition; resolves when none of its messages is in hand. */
  readonly onRevoke: (partition: LogPartition) => Promise<void>;
  /** The group went on without us: everything that was read belongs to others. */
  readonly onLost: () => void;
}

const BACKOFF = { baseMs: 50, maxMs: 500 };
const HOLD_MS = 1_000;
const CALL_MS = 2_500;
const LEAVE_MS = 1_000;

/**
 * Keeps the place of one consumer in its group: joins, beats, hands over partitions, joins again.
 *
 * A partition that goes to somebody else is released when its message in hand is done and committed;
 * only then does the new owner get it.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #closing = new AbortController();
  readonly #owned = new Map<string, LogPartition>();
  readonly #releasing = new Set<string>();
  #commits: OffsetCommits;
  #memberId = "";
  #generation = 0;
  #revision = 0;
  #sessionTimeoutMs = 0;
  #heardMs = -Infinity;
  #nudge = new AbortController();
  #running: Promise<void> | undefined;

  /** Joins nothing yet. */
  constructor(options: GroupMemberOptions) {
    this.#options = options;
    this.#commits = this.#newCommits();
  }

  /** Where handled offsets go. */
  get commits(): Pick<OffsetCommits, "set" | "flush"> {
    return this.#commits;
  }

  /** Whether nobody else can own our partitions: the log heard us within a session. */
  isCurrent(): boolean {
    return this.#options.clock.monotonicMs() - this.#heardMs < this.#sessionTimeoutMs;
  }

  /** Joins, and stays a member until closed. */
  begin(): void {
    this.#running ??= this.#run();
  }

  /** Commits what was handled and leaves, each as long as the log answers in time. */
  async close(): Promise<void> {
    const { timer, wire } = this.#options;
    const cancel = timer.after(LEAVE_MS, () => this.#commits.giveUp());
    await this.#commits.flush();
    cancel();
    this.#closing.abort();
    await this.#running;
    if (this.#memberId === "") return;
    // A log that is away lets the session end by itself.
    await wire.call("DELETE", this.#path(), { timeoutMs: LEAVE_MS }).catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { timer, rng, logger } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#join();
        failures = 0;
        await this.#beatOn();
      } catch (thrown) {
        if (signal.aborted) return;
        failures++;
        const { message } = toNetopsError(thrown);
        logger.log("debug", "Cannot join the group yet", { group: this.#options.groupId, message });
        await timer.sleep(backoffMs(failures, BACKOFF, rng), signal).catch(() => undefined);
      }
    }
  }

  async #join(): Promise<void> {
    const { rng, clientId, topics, clock } = this.#options;
    if (this.#memberId === "") this.#memberId = `${clientId}-${rng.hex(6)}`;
    const sentMs = clock.monotonicMs();
    await this.#take(sentMs, await this.#call("PUT", "", { body: { topics } }));
  }

  /** Beats until the log does not know us any more. */
  async #beatOn(): Promise<void> {
    const { clock, timer, rng } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      const sentMs = clock.monotonicMs();
      this.#nudge = new AbortController();
      try {
        const owned = [...this.#owned.values()];
        const body = { ...this.#known, owned, waitMs: HOLD_MS };
        const either = AbortSignal.any([signal, this.#nudge.signal]);
        const assignment = await this.#call("POST", "/beats", { body, signal: either });
        await this.#take(sentMs, assignment);
        failures = 0;
      } catch (thrown) {
        if (this.#nudge.signal.aborted) continue;
        if (isFenced(thrown)) return this.#lose();
        failures++;
        await timer.sleep(backoffMs(failures, BACKOFF, rng), signal).catch(() => undefined);
      }
    }
  }

  get #known(): { readonly generation: number; readonly revision: number } {
    return { generation: this.#generation, revision: this.#revision };
  }

  #lose(): void {
    this.#options.logger.log("warn", "the group went on without this member, which joins again", {
      ...{ group: this.#options.groupId, member: this.#memberId },
    });
    this.#memberId = "";
    this.#heardMs = -Infinity;
    this.#owned.clear();
    this.#releasing.clear();
    this.#commits.giveUp();
    this.#commits = this.#newCommits();
    this.#options.onLost();
  }

  async #take(sentMs: number, assignment: AssignmentView): Promise<void> {
    this.#heardMs = sentMs;
    this.#generation = assignment.generation;
    this.#revision = assignment.revision;
    this.#sessionTimeoutMs = assignment.sessionTimeoutMs;
    const wanted = new Set(assignment.partitions.map(partitionKey));
    for (const [key, partition] of this.#owned) {
      if (!wanted.has(key) && !this.#releasing.has(key)) void this.#release(key, partition);
    }
    const granted = assignment.partitions.filter((each) => !this.#owned.has(partitionKey(each)));
    for (const { topic, partition } of granted) {
      this.#owned.set(partitionKey({ topic, partition }), { topic, partition });
    }
    await this.#options.onGrant(granted);
  }

  async #release(key: string, partition: LogPartition): Promise<void> {
    const member = this.#memberId;
    this.#releasing.add(key);
    await this.#options.onRevoke(partition);
    await this.#commits.flush();
    // We may have been thrown out and joined again meanwhile.
    if (member !== this.#memberId) return;
    this.#releasing.delete(key);
    this.#owned.delete(key);
    this.#nudge.abort();
  }

  #newCommits(): OffsetCommits {
    return new OffsetCommits({
      ...this.#options,
      send: async (offsets, signal) => {
        const body = { generation: this.#generation, offsets };
        await this.#call("POST", "/commits", { body, signal });
      },
    });
  }

  #call(
    method: "PUT" | "POST",
    path: string,
    request: { readonly body: unknown; readonly signal?: AbortSignal },
  ): Promise<AssignmentView> {
    const options = { timeoutMs: CALL_MS, signal: this.#closing.signal, ...request };
    return this.#options.wire.call(method, this.#path() + path, options);
  }

  #path(): string {
    const group = encodeURIComponent(this.#options.groupId);
    return `/groups/${group}/members/${encodeURIComponent(this.#memberId)}`;
  }
}
