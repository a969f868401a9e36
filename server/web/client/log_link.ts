/// <reference lib="dom" />
import type { LogBatch } from "../log_stream.ts";
import type { Send } from "../view/page_message.ts";

/** Follows the logs of one app at a time; asking for another closes the one before. */
export class LogLink {
  #source: EventSource | undefined;
  #app = "";
  readonly #send: Send;

  /** Talks to the page through `send`. */
  constructor(send: Send) {
    this.#send = send;
  }

  /** Follows `app`, or nobody when it is empty. */
  follow(app: string): void {
    if (app === this.#app) return;
    this.#app = app;
    this.#source?.close();
    this.#source = app === "" ? undefined : this.#open(app);
  }

  #open(app: string): EventSource {
    const source = new EventSource(`/ops/logs?app=${encodeURIComponent(app)}`);
    let isFirst = true;
    source.addEventListener("open", () => isFirst = true);
    source.addEventListener("lines", (event) => {
      // After a reconnect the stream begins with the tail again: what was there is replaced by it.
      if (isFirst) this.#send({ type: "log-clear" });
      isFirst = false;
      const batch = JSON.parse((event as MessageEvent<string>).data) as LogBatch;
      this.#send({ type: "log-batch", app, batch });
    });
    source.addEventListener("failed", (event) => {
      source.close();
      const { error } = JSON.parse((event as MessageEvent<string>).data) as { error: string };
      this.#send({ type: "log-failed", app, error });
    });
    return source;
  }
}
