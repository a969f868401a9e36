/// <reference lib="dom" />
import type { OpsDelta } from "../delta.ts";
import type { OpsHello } from "../ops_stream.ts";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import type { Send } from "../view/page_message.ts";

const SILENCE_MS = 5_000;
const FIRST_RETRY_MS = 500;
const MOST_RETRY_MS = 5_000;

/**
 * Keeps the live stream open: says `lost` when it breaks or is silent for 5 s, and tries again after
 * 0.5 s, 1 s, 2 s … at most 5 s. A stream that is merely silent counts as broken, as a dead one looks
 * the same.
 */
export class OpsLink {
  #source: EventSource | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  readonly #send: Send;

  /** Talks to the page through `send`. */
  constructor(send: Send) {
    this.#send = send;
  }

  /** Opens the stream. */
  open(): void {
    const source = new EventSource("/ops/stream");
    this.#source = source;
    this.#listen(source, "hello", (hello: OpsHello) => {
      this.#send({ type: "hello", canAct: hello.canAct });
    });
    this.#listen(source, "snapshot", (snapshot: OpsSnapshot) => {
      this.#send({ type: "snapshot", snapshot, nowMs: Date.now() });
    });
    this.#listen(source, "delta", (delta: OpsDelta) => {
      this.#send({ type: "delta", delta, nowMs: Date.now() });
    });
    source.addEventListener("error", () => this.#lose());
    this.#watch();
  }

  #listen<Data>(source: EventSource, type: string, take: (data: Data) => void): void {
    source.addEventListener(type, (event) => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#watch();
      take(JSON.parse((event as MessageEvent<string>).data) as Data);
    });
  }

  #watch(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(), SILENCE_MS);
  }

  #lose(): void {
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#send({ type: "lost", nowMs: Date.now() });
    setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MOST_RETRY_MS);
  }
}
