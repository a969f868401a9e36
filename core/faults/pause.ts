import type { Timer } from "../ports/timer.ts";

/** Resolves after `delayMs`, or as soon as one of `signals` aborts; leaves no timer and no listener. */
export function pause(
  timer: Timer,
  delayMs: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  if (delayMs <= 0 || signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      for (const signal of signals) signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = timer.after(delayMs, end);
    for (const signal of signals) signal.addEventListener("abort", end, { once: true });
  });
}
