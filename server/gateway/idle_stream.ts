import { type Clock, NetopsError, type Timer } from "@netops/core";

/** How long a stream may be silent. */
export interface IdleStreamOptions {
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Called once, however the stream ends. */
  readonly onEnd?: () => void;
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
  let cancelTimer = () => {};
  const end = () => {
    cancelTimer();
    options.onEnd?.();
  };
  const arm = (controller: ReadableStreamDefaultController<Uint8Array>, delayMs: number) => {
    cancelTimer = timer.after(delayMs, () => {
      const leftMs = lastAtMs + idleTimeoutMs - clock.monotonicMs();
      if (leftMs > 0) return arm(controller, leftMs);
      const error = new NetopsError("TIMED_OUT", "Cannot go on as the stream is silent");
      controller.error(error);
      options.onEnd?.();
      // The source may be broken already; there is nobody left to tell.
      reader.cancel(error).catch(() => undefined);
    });
  };
  return new ReadableStream<Uint8Array>({
    start: (controller) => arm(controller, idleTimeoutMs),
    pull: async (controller) => {
      // Waiting for a slow client is not the source's silence.
      lastAtMs = clock.monotonicMs();
      try {
        const { done, value } = await reader.read();
        lastAtMs = clock.monotonicMs();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (thrown) {
        end();
        controller.error(thrown);
      }
    },
    cancel: (reason) => {
      end();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
