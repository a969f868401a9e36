import type { HttpClient } from "../ports/http.ts";
import type { SpanRecord } from "../ports/tracer.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";
import { type OtlpResource, otlpSpans } from "./otlp_spans.ts";

/** What an exporter is made of. */
export interface SpanExporterOptions {
  /** Where OTLP is taken, without `/v1/traces`. */
  readonly url: string;
  readonly resource: OtlpResource;
  readonly http: HttpClient;
  readonly timer: Timer;
  /** Hears how many spans were lost: the buffer was full, or nobody took them. */
  readonly onDropped: (count: number) => void;
}

const MOST_WAITING = 2_048;
const MOST_PER_BATCH = 512;
const DELAY_MS = 500;
const MOST_DELAY_MS = 8_000;
const SEND_TIMEOUT_MS = 2_000;
const CLOSE_TIMEOUT_MS = 300;

/**
 * Sends spans as OTLP, twice a second, and keeps at most 2,048 while nobody takes them.
 *
 * The oldest go first, counted. What was refused (4xx) is not sent again.
 */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  #waiting: SpanRecord[] = [];
  #delayMs = DELAY_MS;
  #cancelTimer: CancelTimer | undefined;
  #sending: Promise<void> | undefined;
  #isClosed = false;

  /** Begins with nothing to send, and no timer. */
  constructor(options: SpanExporterOptions) {
    this.#options = options;
  }

  /** Takes a span; never blocks. */
  take(span: SpanRecord): void {
    if (this.#isClosed) return this.#options.onDropped(1);
    this.#waiting.push(span);
    const most = MOST_WAITING;
    if (this.#waiting.length > most) this.#drop(most / 8);
    this.#arm();
  }

  /** Sends what waits, for at most 300 ms, and stops. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await this.#sending;
    if (this.#waiting.length > 0) await this.#send(CLOSE_TIMEOUT_MS);
    this.#drop(this.#waiting.length);
  }

  #arm(): void {
    if (this.#isClosed || this.#cancelTimer !== undefined || this.#sending !== undefined) return;
    this.#cancelTimer = this.#options.timer.after(this.#delayMs, () => {
      this.#cancelTimer = undefined;
      this.#sending = this.#send(SEND_TIMEOUT_MS).then(() => {
        this.#sending = undefined;
        if (this.#waiting.length > 0) this.#arm();
      });
    });
  }

  async #send(timeoutMs: number): Promise<void> {
    const batch = this.#waiting.splice(0, MOST_PER_BATCH);
    const status = await this.#post(batch, timeoutMs);
    const isTaken = status >= 200 && status < 300;
    this.#delayMs = isTaken ? DELAY_MS : Math.min(MOST_DELAY_MS, this.#delayMs * 2);
    if (isTaken) return;
    if (status >= 400 && status < 500 && status !== 429) {
      return this.#options.onDropped(batch.length);
    }
    this.#waiting.unshift(...batch);
  }

  /** The status of the answer; 0 when there was none. */
  async #post(batch: readonly SpanRecord[], timeoutMs: number): Promise<number> {
    const { http, url, resource, timer } = this.#options;
    const abort = new AbortController();
    const cancel = timer.after(timeoutMs, () => abort.abort());
    try {
      const response = await http.send({
        method: "POST",
        url: `${url}/v1/traces`,
        headers: { "content-type": "application/json" },
        body: otlpSpans(resource, batch),
        signal: abort.signal,
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      // Telemetry is away: what waits is sent when it is back.
      return 0;
    } finally {
      cancel();
    }
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#waiting.splice(0, count);
    this.#options.onDropped(count);
  }
}
