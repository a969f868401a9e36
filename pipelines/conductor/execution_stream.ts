import type { CancelTimer, Timer } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import { isComplete } from "../execution/execution_status.ts";
import type { Conductor } from "./conductor.ts";

const PING_MS = 2_000;

/** A reader that is this far behind is cut off instead of filling the memory. */
const MOST_WAITING_BYTES = 4 * 1_024 * 1_024;

/**
 * Answers with how an execution stands, now and whenever that changes, as server-sent events; the stream ends
 * with the execution. A comment every 2 s shows that the connection lives.
 *
 * @throws {NetopsError} NOT_FOUND
 */
export async function streamExecution(
  conductor: Pick<Conductor, "view" | "listen">,
  id: string,
  timer: Timer,
): Promise<Response> {
  const first = await conductor.view(id);
  const stream = new ViewStream(timer);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      stream.open(controller);
      stream.onClose(conductor.listen(id, (view) => stream.send(view)));
      stream.send(first);
      // What changed between the look and the listening.
      conductor.view(id).then(
        (view) => view.seq > first.seq && stream.send(view),
        () => stream.end(),
      );
    },
    cancel: () => stream.close(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/** One reader. */
class ViewStream {
  readonly #timer: Timer;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #stopPings: CancelTimer | undefined;
  #stopListening: () => void = () => undefined;
  #seq = -1;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  open(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    this.#stopPings = this.#timer.every(PING_MS, () => this.#write(": ping\n\n"));
  }

  onClose(stop: () => void): void {
    this.#stopListening = stop;
  }

  send(view: ExecutionView): void {
    // Commits of one execution are told in order; only the first look may be older.
    if (view.seq < this.#seq || this.#controller === undefined) return;
    this.#seq = view.seq;
    this.#write(`id: ${view.seq}\ndata: ${JSON.stringify(view)}\n\n`);
    if (isComplete(view.status)) this.end();
  }

  end(): void {
    const controller = this.#controller;
    this.close();
    controller?.close();
  }

  close(): void {
    this.#controller = undefined;
    this.#stopPings?.();
    this.#stopListening();
  }

  #write(text: string): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    controller.enqueue(this.#encoder.encode(text));
    if ((controller.desiredSize ?? 0) >= -MOST_WAITING_BYTES) return;
    this.close();
    controller.error(new Error("the reader is too slow"));
  }
}
