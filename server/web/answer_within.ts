import { NetopsError, type Timer } from "@netops/core";

/**
 * Resolves with what `ask` resolves with, and aborts its signal after `limitMs`.
 *
 * @throws {NetopsError} TIMED_OUT when the answer took longer.
 */
export async function answerWithin<T>(
  timer: Timer,
  limitMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let cancel: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = timer.after(limitMs, () => {
      const error = new NetopsError("TIMED_OUT", `Cannot wait longer than ${limitMs} ms`);
      stop.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([ask(stop.signal), late]);
  } finally {
    cancel();
  }
}
