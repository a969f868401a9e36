import {
  type CancelTimer,
  type Clock,
  type HttpClient,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import type { DropCounter } from "../sinks.ts";
import { ForwardQueue } from "./forward_queue.ts";
import type { ForwardState } from "./forward_state.ts";

/** What a forwarder is made of. */
export interface ForwarderOptions {
  /** An OTLP/HTTP endpoint, without `/v1/…` and without a trailing slash. */
  readonly url: string;
  /** Fields that the endpoint asks for, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onDrop: DropCounter;
  /** Hears of every request that the endpoint took. */
  readonly onSent?: (delivery: OtlpDelivery) => void;
  /** Bodies that wait; 8 MB. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 8_000_000;
const FIRST_DELAY_MS = 1_000;
const MOST_DELAY_MS = 60_000;
const SEND_TIMEOUT_MS = 10_000;
/** Answers after which a request is sent again. Source: OTLP 1.x, retryable response codes. */
const RETRYABLE: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);

/**
 * Passes OTLP requests on as they came, one after the other, never in the way of whoever offers them.
 *
 * While the endpoint is away it is asked less and less often, up to once a minute; what then waits is
 * bounded, the oldest go, counted. What the endpoint refuses for good is not sent again.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #queue: ForwardQueue;
  readonly #closing = new AbortController();
  readonly #failure = { sinceMs: undefined as number | undefined, last: "", count: 0, dropped: 0 };
  #sending: OtlpDelivery | undefined;
  #delayMs = FIRST_DELAY_MS;
  #isSending = false;
  #cancelWait: CancelTimer | undefined;

  /** Begins with nothing to pass on. */
  constructor(options: ForwarderOptions) {
    const onDrop: DropCounter = (what, reason, count) => {
      this.#failure.dropped += count;
      options.onDrop(what, reason, count);
    };
    this.#options = { ...options, onDrop };
    this.#queue = new ForwardQueue(options.mostBytes ?? MOST_BYTES, onDrop);
  }

  /** How it is doing. */
  get state(): ForwardState {
    const { sinceMs, last, count, dropped } = this.#failure;
    const sending = this.#sending === undefined ? 0 : 1;
    return {
      ...{ url: new URL(this.#options.url).origin, failingSinceMs: sinceMs, lastError: last },
      waitingRequests: this.#queue.length + sending,
      waitingBytes: this.#queue.sizeBytes + (this.#sending?.body.length ?? 0),
      ...{ failures: count, dropped },
    };
  }

  /** Bytes that wait. */
  get waitingBytes(): number {
    return this.#queue.sizeBytes;
  }

  /** Takes a request to pass on; returns at once. */
  offer(delivery: OtlpDelivery): void {
    if (this.#closing.signal.aborted) return this.#options.onDrop("forward", "closed", 1);
    this.#queue.push(delivery);
    void this.#run();
  }

  /** Stops; what waits is lost, counted. */
  close(): void {
    this.#cancelWait?.();
    this.#closing.abort();
    const { length } = this.#queue;
    if (length > 0) this.#options.onDrop("forward", "closed", length);
  }

  async #run(): Promise<void> {
    if (this.#isSending || this.#cancelWait !== undefined) return;
    this.#isSending = true;
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      this.#sending = next;
      const status = await this.#post(next);
      this.#sending = undefined;
      if (this.#closing.signal.aborted) return this.#options.onDrop("forward", "closed", 1);
      if (RETRYABLE.has(status)) {
        this.#queue.putBack(next);
        this.#wait();
        break;
      }
      this.#delayMs = FIRST_DELAY_MS;
      if (status >= 200 && status < 300) this.#succeed(next);
      else this.#options.onDrop("forward", "refused", 1);
    }
    this.#isSending = false;
  }

  #succeed(delivery: OtlpDelivery): void {
    this.#failure.sinceMs = undefined;
    this.#failure.last = "";
    this.#options.onSent?.(delivery);
  }

  #fail(why: string): void {
    this.#failure.sinceMs ??= this.#options.clock.nowMs();
    this.#failure.last = why;
    this.#failure.count++;
  }

  #wait(): void {
    this.#cancelWait = this.#options.timer.after(this.#delayMs, () => {
      this.#cancelWait = undefined;
      void this.#run();
    });
    this.#delayMs = Math.min(MOST_DELAY_MS, this.#delayMs * 2);
  }

  /** The status of the answer; 0 when there was none. */
  async #post({ signal, contentType, contentEncoding, body }: OtlpDelivery): Promise<number> {
    const { http, url, timer, headers } = this.#options;
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    let isLate = false;
    const cancel = timer.after(SEND_TIMEOUT_MS, () => {
      isLate = true;
      stop.abort();
    });
    this.#closing.signal.addEventListener("abort", onAbort);
    try {
      const response = await http.send({
        method: "POST",
        url: `${url}/v1/${signal}`,
        headers: {
          ...headers,
          "content-type": contentType,
          ...(contentEncoding === "" ? {} : { "content-encoding": contentEncoding }),
        },
        body,
        signal: stop.signal,
      });
      await response.body?.cancel();
      if (!response.ok) this.#fail(`it answered ${response.status}`);
      return response.status;
    } catch (thrown) {
      // It is away: what waits is sent when it is back.
      const late = `it did not answer within ${SEND_TIMEOUT_MS / 1_000} s`;
      this.#fail(isLate ? late : toNetopsError(thrown).message);
      return 0;
    } finally {
      cancel();
      this.#closing.signal.removeEventListener("abort", onAbort);
    }
  }
}
