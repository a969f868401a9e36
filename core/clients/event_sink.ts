import type { Clock } from "../ports/clock.ts";
import type { EventDraft, EventSink } from "../ports/event_sink.ts";
import type { HttpClient } from "../ports/http.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";

/** What an event sink is made of. */
export interface EventSinkOptions {
  readonly fleetUrl: string;
  readonly token: string;
  /** The instance id of this process. */
  readonly source: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
}

/** Sends events to fleet and keeps them while it is gone. */
export interface BufferedEventSink extends EventSink {
  /** Events that wait to be sent. */
  readonly pending: number;
  /** Events that were lost: the buffer was full, or fleet refused them for good. */
  readonly dropped: number;
  /** Sends what waits, once; false when something is left. */
  flush(): Promise<boolean>;
  /** Sends what waits, for at most a second, and stops. */
  close(): Promise<void>;
}

const MOST_PENDING = 10_000;
const MOST_PER_BATCH = 1_000;
const BATCH_DELAY_MS = 100;
const MOST_DELAY_MS = 2_000;
const SEND_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** Answers after which a batch is not sent again: fleet will never take it. */
const FINAL_STATUSES: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/**
 * Makes an event sink that batches to `POST /v1/events`.
 *
 * It keeps the newest 10,000 events while fleet is gone and sends them when it is back. `srcSeq`
 * starts at the wall time in µs, so that it also increases over restarts of this process.
 */
export function createEventSink(options: EventSinkOptions): BufferedEventSink {
  return new FleetEventSink(options);
}

class FleetEventSink implements BufferedEventSink {
  readonly #options: EventSinkOptions;
  #lines: string[] = [];
  #srcSeq: number;
  #dropped = 0;
  #delayMs = BATCH_DELAY_MS;
  #cancelTimer: CancelTimer | undefined;
  #sending: Promise<boolean> | undefined;
  #closed = false;

  constructor(options: EventSinkOptions) {
    this.#options = options;
    this.#srcSeq = Math.floor(options.clock.nowMs()) * 1000;
  }

  get pending(): number {
    return this.#lines.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  publish(event: EventDraft): void {
    if (this.#closed) return void this.#dropped++;
    const line = this.#write(event);
    if (line === undefined) return void this.#dropped++;
    this.#lines.push(line);
    if (this.#lines.length > MOST_PENDING) this.#dropOldest();
    this.#arm();
  }

  flush(): Promise<boolean> {
    this.#sending ??= this.#send(SEND_TIMEOUT_MS).then((sent) => {
      this.#sending = undefined;
      this.#delayMs = sent ? BATCH_DELAY_MS : Math.min(MOST_DELAY_MS, this.#delayMs * 2);
      if (this.#lines.length > 0) this.#arm();
      return sent;
    });
    return this.#sending;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#disarm();
    await this.#sending;
    for (let sent = true; sent && this.#lines.length > 0;) {
      sent = await this.#send(CLOSE_TIMEOUT_MS);
    }
  }

  #write(event: EventDraft): string | undefined {
    const { traceId } = event;
    try {
      return JSON.stringify({
        srcSeq: this.#srcSeq++,
        tsMs: this.#options.clock.nowMs(),
        kind: event.kind.slice(0, 100),
        subject: event.subject.slice(0, 300),
        data: event.data ?? {},
        ...(traceId === undefined ? {} : { traceId: traceId.slice(0, 64) }),
      });
    } catch {
      // Data that is no JSON (a cycle, a bigint) cannot be sent; a sink never throws.
      return undefined;
    }
  }

  #dropOldest(): void {
    // A tenth at once: dropping one by one would move the whole buffer for each event.
    const count = MOST_PENDING / 10;
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
  }

  #arm(): void {
    if (this.#closed || this.#cancelTimer !== undefined || this.#sending !== undefined) return;
    this.#cancelTimer = this.#options.timer.after(this.#delayMs, () => {
      this.#cancelTimer = undefined;
      void this.flush();
    });
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #send(timeoutMs: number): Promise<boolean> {
    const batch = this.#lines.slice(0, MOST_PER_BATCH);
    if (batch.length === 0) return true;
    const droppedBefore = this.#dropped;
    const status = await this.#post(batch, timeoutMs);
    const final = FINAL_STATUSES.has(status);
    if (status !== 200 && status !== 202 && status !== 204 && !final) return false;
    // What was dropped meanwhile was at the front of the buffer, so it was of this batch.
    const gone = this.#dropped - droppedBefore;
    this.#lines.splice(0, Math.max(0, batch.length - gone));
    if (final) this.#dropped += Math.max(0, batch.length - gone);
    else this.#dropped -= Math.min(gone, batch.length);
    return true;
  }

  /** The status of the answer; 0 when there was none. */
  async #post(batch: readonly string[], timeoutMs: number): Promise<number> {
    const { http, fleetUrl, token, source, timer } = this.#options;
    const abort = new AbortController();
    const cancel = timer.after(timeoutMs, () => abort.abort());
    try {
      const response = await http.send({
        method: "POST",
        url: `${fleetUrl}/v1/events`,
        headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
        body: `{"source":${JSON.stringify(source)},"events":[${batch.join(",")}]}`,
        signal: abort.signal,
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      // Fleet is away or slow: the batch stays and is sent again.
      return 0;
    } finally {
      cancel();
    }
  }
}
