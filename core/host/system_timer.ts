import type { CancelTimer, Timer } from "../ports/timer.ts";

/** The runtime's own timers. */
export const systemTimer: Timer = { after, every, sleep };

function after(delayMs: number, run: () => void): CancelTimer {
  const id = setTimeout(run, delayMs);
  return () => clearTimeout(id);
}

function every(intervalMs: number, run: () => void): CancelTimer {
  const id = setInterval(run, intervalMs);
  return () => clearInterval(id);
}

function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(id);
      reject(signal?.reason);
    };
    const id = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
