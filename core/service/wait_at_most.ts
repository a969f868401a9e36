import type { Timer } from "../ports/timer.ts";

/**
 * Waits for work to end, well or badly, but never longer than `limitMs`: a process that stops must not
 * wait for one that is gone, and Deno's KV client waits for ever.
 */
export async function waitAtMost(
  timer: Timer,
  limitMs: number,
  work: Promise<unknown>,
): Promise<void> {
  const late = Promise.withResolvers<void>();
  const cancel = timer.after(limitMs, late.resolve);
  await Promise.race([Promise.allSettled([work]), late.promise]);
  cancel();
}
