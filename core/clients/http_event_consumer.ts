import type {
  FetchAnswer,
  LogOffset,
  LogPartition,
  TopicView,
} from "../contracts/event_log_api.ts";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { backoffMs } from "../policies/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  ConsumerOptions,
  DeliveredMessage,
  EventConsumer,
  SeekTarget,
} from "../ports/event_log.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { type EventLogWire, isPassing } from "./event_log_wire.ts";
import { type GrantedPartition, GroupMember } from "./group_member.ts";
import { PartitionBook, partitionKey } from "./partition_book.ts";

/** What a consumer is made of. */
export interface HttpEventConsumerOptions extends ConsumerOptions {
  readonly wire: EventLogWire;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly clientId: string;
}

type Handle = (delivered: DeliveredMessage) => Promise<void> | void;

const RETRY = { baseMs: 100, maxMs: 5_000 };
const AWAY = { baseMs: 50, maxMs: 1_000 };
const HOLD_MS = 5_000;
const CALL_MS = 3_000;
/** How often it looks whether the group heard it again, when it did not for a whole session. */
const LOOK_MS = 100;
const LONGEST_WAIT_MS = 60_000;

/** Reads topics by long poll, one message after the other, alone or as a member of a group. */
export class HttpEventConsumer implements EventConsumer {
  readonly ready: Promise<void>;
  readonly #options: HttpEventConsumerOptions;
  readonly #book = new PartitionBook();
  readonly #member: GroupMember | undefined;
  readonly #ready = Promise.withResolvers<void>();
  readonly #closing = new AbortController();
  /** Aborts when what is to be read changed, so that a held fetch is made anew. */
  #change = new AbortController();
  #inHand: { readonly key: string; readonly done: Promise<void> } | undefined;
  #running: Promise<void> | undefined;

  /** Reads nothing until `run`. */
  constructor(options: HttpEventConsumerOptions) {
    this.#options = options;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    const { groupId } = options;
    this.#member = groupId === undefined ? undefined : new GroupMember({
      ...options,
      groupId,
      onGrant: (partitions) => this.#begin(partitions),
      onRevoke: (partition) => this.#end(partition),
      onLost: () => this.#book.clear(),
    });
  }

  /** Begins to hand over. @throws {NetopsError} CONFLICT when it does so already. */
  run(handle: Handle): void {
    if (this.#running !== undefined) {
      throw new NetopsError("CONFLICT", "Cannot run a consumer a second time");
    }
    this.#running = this.#run(handle);
  }

  /** Reads on from another place; in a group that place is committed. */
  async seek({ topic, partition, to }: SeekTarget): Promise<void> {
    const offsets = await this.#offsetsOf(topic, to);
    for (const own of this.#book.offsets) {
      const wanted = own.topic === topic && (partition ?? own.partition) === own.partition;
      const offset = typeof to === "object" && "offset" in to ? to.offset : offsets[own.partition];
      if (wanted && offset !== undefined) this.#moveTo({ ...own, offset });
    }
    this.#changed();
  }

  /** Stops after the message in hand; in a group it commits and leaves. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#change.abort();
    this.#ready.reject(new NetopsError("CONFLICT", "Cannot read as the consumer is closed"));
    await this.#running;
    await this.#member?.close();
  }

  async #run(handle: Handle): Promise<void> {
    if (this.#member === undefined) await this.#beginAlone();
    else this.#member.begin();
    const { clock } = this.#options;
    for (let failures = 0; !this.#closing.signal.aborted;) {
      const positions = this.#mayRead() ? this.#book.readable(clock.monotonicMs()) : [];
      const answer = positions.length === 0
        ? await this.#waitForChange()
        : await this.#fetch(positions, failures + 1);
      failures = answer === "failed" ? failures + 1 : 0;
      if (typeof answer === "object") await this.#handOver(answer, handle);
    }
  }

  #mayRead(): boolean {
    return this.#member?.isCurrent() ?? true;
  }

  async #waitForChange(): Promise<"changed"> {
    const { timer, clock } = this.#options;
    const openingMs = this.#book.nextOpeningMs(clock.monotonicMs());
    const mostMs = this.#mayRead() ? LONGEST_WAIT_MS : LOOK_MS;
    await timer.sleep(Math.min(openingMs, mostMs), this.#changeSignal()).catch(() => undefined);
    return "changed";
  }

  async #fetch(
    positions: readonly LogOffset[],
    attempt: number,
  ): Promise<FetchAnswer | "changed" | "failed"> {
    const { wire, timer, rng, clock } = this.#options;
    const signal = this.#changeSignal();
    const holdMs = Math.min(HOLD_MS, this.#book.nextOpeningMs(clock.monotonicMs()));
    const at = positions.map((each) => `at=${partitionKey(each)}/${each.offset}`).join("&");
    try {
      const path = `/fetch?${at}&waitMs=${Math.ceil(holdMs)}`;
      return await wire.call("GET", path, { timeoutMs: holdMs + CALL_MS, signal });
    } catch {
      if (signal.aborted) return "changed";
      // The log is away: it is asked again until it is back or somebody closes.
      await timer.sleep(backoffMs(attempt, AWAY, rng), signal).catch(() => undefined);
      return "failed";
    }
  }

  async #handOver(answer: FetchAnswer, handle: Handle): Promise<void> {
    for (const { topic, partition, earliest, latest } of answer.outOfRange) {
      this.#options.logger.log("warn", "a partition is read on from what is left of it", {
        ...{ topic, partition, earliest, latest },
      });
      const own = this.#book.offsets.find((each) =>
        each.topic === topic && each.partition === partition
      );
      // Too old: from the oldest that is left. Too new: the log lost its disk and began again.
      if (own !== undefined) this.#moveTo({ ...own, offset: earliest });
    }
    for (const delivered of answer.messages) {
      if (this.#closing.signal.aborted || !this.#mayRead()) return;
      await this.#handleOne(delivered, handle);
    }
  }

  async #handleOne(delivered: DeliveredMessage, handle: Handle): Promise<void> {
    const { topic, partition, message } = delivered;
    const at = { topic, partition, offset: message.offset };
    if (!this.#book.isNext(at)) return;
    const done = Promise.withResolvers<void>();
    this.#inHand = { key: partitionKey(at), done: done.promise };
    try {
      await handle(delivered);
      if (this.#book.handled(at)) this.#member?.commits.set({ ...at, offset: at.offset + 1 });
    } catch (thrown) {
      this.#failed(at, thrown);
    } finally {
      this.#inHand = undefined;
      done.resolve();
    }
  }

  #failed(at: LogOffset, thrown: unknown): void {
    const { clock, rng, logger } = this.#options;
    const waitMs = (failures: number) => backoffMs(failures, RETRY, rng);
    const failures = this.#book.failed(at, waitMs, clock.monotonicMs());
    logger.log("warn", "a message could not be handled and is handed over again", {
      ...{ ...at, failures, reason: toNetopsError(thrown).message },
    });
  }

  async #beginAlone(): Promise<void> {
    const { topics } = this.#options;
    for (const topic of topics) {
      const view = await this.#untilAnswered(() => this.#topic(topic));
      const none = view?.partitions.map(({ partition }) => ({ topic, partition, committed: null }));
      this.#assign(none ?? [], view);
    }
    this.#ready.resolve();
  }

  async #begin(granted: readonly GrantedPartition[]): Promise<void> {
    for (const topic of new Set(granted.map((each) => each.topic))) {
      const own = granted.filter((each) => each.topic === topic);
      const isFresh = own.some(({ committed }) => committed === null);
      this.#assign(own, isFresh ? await this.#untilAnswered(() => this.#topic(topic)) : undefined);
    }
    this.#ready.resolve();
  }

  #assign(granted: readonly GrantedPartition[], view: TopicView | undefined): void {
    for (const { topic, partition, committed } of granted) {
      const bounds = view?.partitions.find((each) => each.partition === partition);
      const start = this.#options.fromBeginning === true ? bounds?.earliest : bounds?.latest;
      const offset = committed ?? start;
      if (offset === undefined) continue;
      // Where it began is committed, too.
      if (committed === null) this.#moveTo({ topic, partition, offset });
      else this.#book.assign({ topic, partition, offset });
    }
    this.#changed();
  }

  async #end(partition: LogPartition): Promise<void> {
    this.#book.retire(partition);
    if (this.#inHand?.key === partitionKey(partition)) await this.#inHand.done;
    this.#book.drop(partition);
  }

  #moveTo(to: LogOffset): void {
    this.#book.assign(to);
    this.#member?.commits.set(to);
    // A member that follows misses nothing in between.
    void this.#member?.commits.flush();
  }

  #topic(topic: string): Promise<TopicView> {
    const options = { body: {}, timeoutMs: CALL_MS, signal: this.#closing.signal };
    return this.#options.wire.call("PUT", `/topics/${encodeURIComponent(topic)}`, options);
  }

  async #offsetsOf(topic: string, to: SeekTarget["to"]): Promise<readonly number[]> {
    const options = { timeoutMs: CALL_MS, signal: this.#closing.signal };
    if (typeof to === "object" && "timestampMs" in to) {
      const path = `/topics/${encodeURIComponent(topic)}/offsets?atMs=${to.timestampMs}`;
      return (await this.#options.wire.call<{ offsets: number[] }>("GET", path, options)).offsets;
    }
    const { partitions } = await this.#topic(topic);
    return partitions.map((each) => to === "beginning" ? each.earliest : each.latest);
  }

  async #untilAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const { timer, rng } = this.#options;
    const { signal } = this.#closing;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await ask();
      } catch (thrown) {
        // Nothing can be read before it answers, whatever the reason.
        const level = isPassing(thrown) ? "debug" : "warn";
        this.#options.logger.log(level, toNetopsError(thrown).message, { attempt });
        await timer.sleep(backoffMs(attempt, AWAY, rng), signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  #changed(): void {
    this.#change.abort();
  }

  #changeSignal(): AbortSignal {
    if (this.#change.signal.aborted && !this.#closing.signal.aborted) {
      this.#change = new AbortController();
    }
    return this.#change.signal;
  }
}
