import type { CancelTimer, Timer } from "@netops/core";

/** How a stream is written. */
export interface StreamOptions<Item> {
  readonly format: "sse" | "jsonl";
  readonly timer: Timer;
  /** Begins to send; the answer stops the source. `end` closes the stream. */
  start(send: (item: Item) => void, end: () => void): () => void;
}

const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const PING_MS = 2_000;

/**
 * Answers with a stream of items, as server-sent events or JSON lines.
 *
 * A reader that falls 16 MiB behind is cut off instead of filling the memory; an event stream
 * sends a comment every 2 s, so that a reader notices a dead connection.
 */
export function streamResponse<Item>(options: StreamOptions<Item>): Response {
  const encoder = new TextEncoder();
  const isSse = options.format === "sse";
  let stopSource: () => void = () => undefined;
  let stopPings: CancelTimer = () => undefined;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    stopPings();
    stopSource();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => {
        if (closed) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) < -MOST_WAITING_BYTES) {
          close();
          controller.error(new Error("the reader is too slow"));
        }
      };
      const end = () => {
        if (closed) return;
        close();
        controller.close();
      };
      if (isSse) {
        write(": open\n\n");
        stopPings = options.timer.every(PING_MS, () => write(": ping\n\n"));
      }
      const send = (item: Item) =>
        write(isSse ? `data: ${JSON.stringify(item)}\n\n` : `${JSON.stringify(item)}\n`);
      stopSource = options.start(send, end);
      // A source that ended while it started could not be stopped yet.
      if (closed) stopSource();
    },
    cancel: close,
  }, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
  return new Response(body, {
    headers: {
      "content-type": isSse ? "text/event-stream" : "application/jsonl",
      "cache-control": "no-store",
    },
  });
}
