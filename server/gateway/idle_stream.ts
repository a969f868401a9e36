import { type Clock, NetopsError, type Timer } from "@netops/core";

/** How a stream ended: to its end, broken or silent at its source, or because nobody reads it any more. */
export type StreamEnd = "complete" | "broken" | "left";

/** How long a stream may be silent. */
export interface IdleStreamOptions {
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Called once, however the stream ends. */
  readonly onEnd?: (how: StreamEnd) => void;
}

/**
 * Passes a stream on, piece by piece as it comes, and breaks it when nothing came for too long.
 *
 * One timer per stream, armed anew only when it fires: a busy stream pays one clock read per piece.
 */
export function breakWhenIdle(
  source: ReadableStream<Uint8Array>,
  options: IdleStreamOptions,
): ReadableStream<Uint8Array> {
  const { idleTimeoutMs, clock, timer } = options;
  const reader = source.getReader();
  let lastAtMs = clock.monotonicMs();
  let isReading = false;
  let cancelTimer = () => {};
  let isOver = false;
  const end = (how: StreamEnd) => {
    cancelTimer();
    if (isOver) return;
    isOver = true;
    options.onEnd?.(how);
  };
  const arm = (controller: ReadableStreamDefaultController<Uint8Array>, delayMs: number) => {
    cancelTimer = timer.after(delayMs, () => {
      const leftMs = lastAtMs + idleTimeoutMs - clock.monotonicMs();
      if (leftMs > 0) return arm(controller, leftMs);
      const error = new NetopsError("TIMED_OUT", "Cannot go on as the stream is silent");
      controller.error(error);
      end(isReading ? "broken" : "left");
      // The source may be broken already; there is nobody left to tell.
      reader.cancel(error).catch(() => undefined);
    });
  };
  return new ReadableStream<Uint8Array>({
    start: (controller) => arm(controller, idleTimeoutMs),
    pull: async (controller) => {
      // Waiting for a slow client is not the source's silence.
      lastAtMs = clock.monotonicMs();
      isReading = true;
      try {
        const { done, value } = await reader.read();
        lastAtMs = clock.monotonicMs();
        if (!done) return controller.enqueue(value);
        end("complete");
        controller.close();
      } catch (thrown) {
        end("broken");
        controller.error(thrown);
      } finally {
        isReading = false;
      }
    },
    cancel: (reason) => {
      end("left");
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
