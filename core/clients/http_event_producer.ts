import type { SendAnswer, SendRequest } from "../contracts/event_log_api.ts";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { checkLogBatch, EVENT_LOG_LIMITS } from "../nouns/event_log_limits.ts";
import { backoffMs } from "../policies/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventProducer, LogBatch, LogPosition } from "../ports/event_log.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { type EventLogWire, isPassing } from "./event_log_wire.ts";

/** What a producer is made of. */
export interface HttpEventProducerOptions {
  readonly wire: EventLogWire;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  /** Unique for each producer, for good: the log knows by it what was sent before. */
  readonly id: string;
  /** How long a send may take with all its tries, in ms; 10,000, at most 120,000. */
  readonly deadlineMs?: number;
}

interface Waiting {
  readonly batch: LogBatch;
  readonly sizeBytes: number;
  readonly deadlineMs: number;
  readonly resolve: (positions: readonly LogPosition[]) => void;
  readonly reject: (error: NetopsError) => void;
}

const BACKOFF = { baseMs: 25, maxMs: 500 };
const ATTEMPT_MS = 3_000;
const DEADLINE_MS = 10_000;

/**
 * Sends batches in the order of the calls, one request at a time: what is called meanwhile goes into the
 * next request together, so a busy producer sends few large ones.
 *
 * A request whose answer got lost is sent again as it was, under its sequence number.
 */
export class HttpEventProducer implements EventProducer {
  readonly #options: HttpEventProducerOptions;
  readonly #deadlineMs: number;
  readonly #waiting: Waiting[] = [];
  #sequence = 0;
  #sending: Promise<void> | undefined;
  #closed = false;

  /** Sends nothing yet. */
  constructor(options: HttpEventProducerOptions) {
    this.#options = options;
    this.#deadlineMs = Math.min(options.deadlineMs ?? DEADLINE_MS, 120_000);
  }

  /** Appends one batch; durable when it resolves. */
  async send(batch: LogBatch): Promise<readonly LogPosition[]> {
    if (this.#closed) throw new NetopsError("CONFLICT", "Cannot send as the producer is closed");
    const sizeBytes = checkLogBatch(batch);
    if (batch.messages.length === 0) return [];
    const { promise, resolve, reject } = Promise.withResolvers<readonly LogPosition[]>();
    const deadlineMs = this.#options.clock.monotonicMs() + this.#deadlineMs;
    this.#waiting.push({ batch, sizeBytes, deadlineMs, resolve, reject });
    this.#sending ??= this.#sendAll();
    return await promise;
  }

  /** Resolves when all that was sent is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    // What is called in this very turn shares the request.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#sendSome(this.#take());
    this.#sending = undefined;
  }

  /** The oldest batches that fit into one request; at least one. */
  #take(): Waiting[] {
    let messages = 0;
    let sizeBytes = 0;
    const tooMany = this.#waiting.findIndex((next, index) => {
      messages += next.batch.messages.length;
      sizeBytes += next.sizeBytes;
      return index > 0 &&
        (messages > EVENT_LOG_LIMITS.batchMessages || sizeBytes > EVENT_LOG_LIMITS.batchBytes);
    });
    return this.#waiting.splice(0, tooMany < 0 ? this.#waiting.length : tooMany);
  }

  async #sendSome(some: readonly Waiting[]): Promise<void> {
    const { wire, timer, rng, id } = this.#options;
    const body: SendRequest = {
      producer: { id, sequence: this.#sequence++ },
      batches: some.map(({ batch }) => batch),
    };
    let left = some;
    for (let attempt = 1; left.length > 0; attempt++) {
      try {
        const timeoutMs = Math.min(ATTEMPT_MS, this.#remainingMs(left));
        const answer = await wire.call<SendAnswer>("POST", "/messages", { body, timeoutMs });
        some.forEach((waiting, index) => waiting.resolve(answer.batches[index] ?? []));
        return;
      } catch (thrown) {
        const error = toNetopsError(thrown);
        left = isPassing(error) ? this.#rejectLate(left, error) : rejectAll(left, error);
      }
      if (left.length > 0) await timer.sleep(backoffMs(attempt, BACKOFF, rng));
    }
  }

  /** Until the last of them gives up; the request stays the same, so it goes on for whoever is left. */
  #remainingMs(left: readonly Waiting[]): number {
    const lastMs = Math.max(...left.map(({ deadlineMs }) => deadlineMs));
    return Math.max(1, lastMs - this.#options.clock.monotonicMs());
  }

  #rejectLate(left: readonly Waiting[], error: NetopsError): readonly Waiting[] {
    const nowMs = this.#options.clock.monotonicMs();
    const isLate = ({ deadlineMs }: Waiting) => deadlineMs <= nowMs;
    rejectAll(left.filter(isLate), away(error));
    return left.filter((waiting) => !isLate(waiting));
  }
}

function rejectAll(some: readonly Waiting[], error: NetopsError): readonly Waiting[] {
  for (const { reject } of some) reject(error);
  return [];
}

function away(cause: NetopsError): NetopsError {
  const code = cause.code === "TIMED_OUT" ? "TIMED_OUT" : "UNREACHABLE";
  return new NetopsError(code, "Cannot append the messages in time as the event log is away", {
    cause,
    fix: "netops ps",
  });
}
