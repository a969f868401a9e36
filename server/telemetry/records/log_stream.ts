import type { Timer } from "@netops/core";
import type { LogCondition } from "./log_query.ts";
import type { RecordStore } from "./record_store.ts";

/** What a stream of log lines works with. */
export interface LogStreamOptions {
  readonly store: Pick<RecordStore, "logsAfter" | "watchLogs" | "lastLogId">;
  readonly condition: LogCondition;
  /** Lines with higher ids are sent. */
  readonly afterId: number;
  readonly timer: Timer;
  readonly signal: AbortSignal;
}

const PING_MS = 2_000;
const ENCODER = new TextEncoder();

/**
 * Answers with log lines as they come, as server-sent events whose ids are cursors.
 *
 * Lines are read from the store only as fast as the reader takes them, so a slow one fills no memory; a
 * comment every 2 s shows that the connection lives.
 */
export function logStream(options: LogStreamOptions): Response {
  const reader = new LogFeed(options);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const text = await reader.next();
      if (text === undefined) controller.close();
      else controller.enqueue(ENCODER.encode(text));
    },
    cancel: () => reader.close(),
  }, { highWaterMark: 0 });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

class LogFeed {
  readonly #options: LogStreamOptions;
  readonly #stops: (() => void)[];
  #cursor: number;
  #wake: () => void = () => undefined;
  #isPingDue = true;
  #isClosed = false;

  constructor(options: LogStreamOptions) {
    const { store, timer, signal } = options;
    this.#options = options;
    this.#cursor = options.afterId;
    const close = () => this.close();
    signal.addEventListener("abort", close, { once: true });
    this.#stops = [
      store.watchLogs(() => this.#wake()),
      timer.every(PING_MS, () => {
        this.#isPingDue = true;
        this.#wake();
      }),
      () => signal.removeEventListener("abort", close),
    ];
    if (signal.aborted) this.close();
  }

  /** What is to be sent next; undefined at the end. */
  async next(): Promise<string | undefined> {
    while (!this.#isClosed) {
      const text = this.#read();
      if (text !== "") return text;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return undefined;
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
    this.#wake();
  }

  #read(): string {
    const { store, condition } = this.#options;
    // The file was made anew: everything in it is.
    if (this.#cursor > store.lastLogId) this.#cursor = 0;
    while (this.#cursor < store.lastLogId) {
      const { lines, cursor } = store.logsAfter(condition, this.#cursor);
      this.#cursor = cursor;
      if (lines.length === 0) continue;
      return lines.map((line) => `id: ${line.id}\ndata: ${JSON.stringify(line)}\n\n`).join("");
    }
    if (!this.#isPingDue) return "";
    this.#isPingDue = false;
    return ": ping\n\n";
  }
}
