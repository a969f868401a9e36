import { toNetopsError } from "../errors/netops_error.ts";
import { EVENT_LOG_LIMITS, logMessageBytes } from "../nouns/event_log_limits.ts";
import { backoffMs } from "../policies/backoff.ts";
import type { EventProducer, LogMessage } from "../ports/event_log.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { isPassing } from "./event_log_wire.ts";

/** What a background producer is made of. */
export interface BackgroundProducerOptions {
  /** Where messages go; whoever made it closes it. */
  readonly producer: EventProducer;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly logger: Logger;
  /** Adds to a message, when it is taken, what the request carries that it comes from. */
  readonly carry?: (message: LogMessage) => LogMessage;
  /** How long a message waits for others to share its request, in ms; 0. */
  readonly lingerMs?: number;
  /** The most messages that wait; 10,000. Beyond, the oldest are dropped. */
  readonly mostWaiting?: number;
  /** Hears how many messages were dropped, for a counter. */
  readonly onDropped?: (count: number) => void;
}

/** Sends messages behind the back of its caller. */
export interface BackgroundProducer {
  /** Takes a message; never blocks and never throws. */
  publish(topic: string, message: LogMessage): void;
  /** How many messages wait. */
  readonly waiting: number;
  /** How many messages were dropped: too many waited, or the log will never take them. */
  readonly dropped: number;
  /** Sends what waits for at most `withinMs`, then drops the rest. */
  close(withinMs: number): Promise<void>;
}

const BACKOFF = { baseMs: 100, maxMs: 2_000 };
const MOST_WAITING = 10_000;

/**
 * Makes a producer for what must not hold anybody up, such as beacons: it keeps the newest messages in
 * memory while the log is away, and counts what it drops.
 *
 * A batch that failed at its deadline is sent again, so such a message may be in the log twice.
 */
export function createBackgroundProducer(options: BackgroundProducerOptions): BackgroundProducer {
  return new BufferedProducer(options);
}

interface Waiting {
  readonly topic: string;
  readonly message: LogMessage;
  readonly sizeBytes: number;
}

class BufferedProducer implements BackgroundProducer {
  readonly #options: BackgroundProducerOptions;
  readonly #closing = new AbortController();
  /** Aborts when nobody will publish any more. */
  readonly #lingering = new AbortController();
  #waiting: Waiting[] = [];
  #underWay = 0;
  #dropped = 0;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(options: BackgroundProducerOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length + this.#underWay;
  }

  get dropped(): number {
    return this.#dropped;
  }

  publish(topic: string, message: LogMessage): void {
    if (this.#closed) return this.#drop(1);
    const carrying = this.#options.carry?.(message) ?? message;
    this.#waiting.push({ topic, message: carrying, sizeBytes: logMessageBytes(carrying) });
    const most = this.#options.mostWaiting ?? MOST_WAITING;
    if (this.#waiting.length > most) {
      // A tenth at once: dropping one by one would move the whole buffer for each message.
      this.#drop(this.#waiting.splice(0, Math.max(1, Math.floor(most / 10))).length);
    }
    this.#sending ??= this.#run();
  }

  async close(withinMs: number): Promise<void> {
    this.#closed = true;
    this.#lingering.abort();
    const cancel = this.#options.timer.after(withinMs, () => this.#closing.abort());
    const gone = new Promise<void>((resolve) => {
      this.#closing.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([this.#sending, gone]);
    cancel();
    this.#closing.abort();
    this.#drop(this.#waiting.splice(0).length);
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#waiting.length > 0 && !this.#closing.signal.aborted;) {
      if (failures === 0) await this.#gather();
      failures = await this.#sendSome() ? 0 : failures + 1;
      if (failures > 0) await this.#pause(failures);
    }
    this.#sending = undefined;
  }

  /** What is published in this very turn shares a batch, and what comes while it lingers. */
  async #gather(): Promise<void> {
    const { lingerMs = 0, timer } = this.#options;
    const { signal } = this.#lingering;
    if (lingerMs === 0 || this.#waiting.length >= EVENT_LOG_LIMITS.batchMessages) return;
    await timer.sleep(lingerMs, signal).catch(() => undefined);
  }

  async #sendSome(): Promise<boolean> {
    const some = this.#take();
    const topic = some[0]?.topic ?? "";
    this.#underWay = some.length;
    try {
      const messages = some.map(({ message }) => message);
      await this.#options.producer.send({ topic, messages });
      return true;
    } catch (thrown) {
      const error = toNetopsError(thrown);
      this.#options.logger.log("debug", error.message, { topic, messages: some.length });
      const comesAgain = isPassing(error) || error.code === "DISK_FULL";
      if (comesAgain && !this.#closing.signal.aborted) this.#waiting = [...some, ...this.#waiting];
      else this.#drop(some.length);
      return !comesAgain;
    } finally {
      this.#underWay = 0;
    }
  }

  /** The oldest messages of one topic that fit into a batch, in their order. */
  #take(): Waiting[] {
    const topic = this.#waiting[0]?.topic;
    let sizeBytes = 0;
    const end = this.#waiting.findIndex((each, index) => {
      sizeBytes += each.sizeBytes;
      return index > 0 && (each.topic !== topic || index >= EVENT_LOG_LIMITS.batchMessages ||
        sizeBytes > EVENT_LOG_LIMITS.batchBytes);
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #pause(failures: number): Promise<void> {
    const { timer, rng } = this.#options;
    const { signal } = this.#closing;
    await timer.sleep(backoffMs(failures, BACKOFF, rng), signal).catch(() => undefined);
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#dropped += count;
    this.#options.onDropped?.(count);
  }
}
