import type { CancelTimer, Timer } from "@netops/core";

/** Calls `run` at about `delayMs` from now, up to 1 ms early: the caller looks at the clock and asks again. */
export type Wake = (delayMs: number, run: () => void) => CancelTimer;

/** Never changed; who waits for it only waits for its time to pass. */
const CELL = new Int32Array(new SharedArrayBuffer(4));
const SHORTEST_MS = 0.01;

/**
 * Makes a {@linkcode Wake} that is late by at most 1.1 ms as long as the machine has time.
 *
 * Measured with Deno 2.9: a timer of n whole ms comes after n + 1.1 to n + 1.3 ms, as both the deadline
 * and the sleep are rounded up to a ms; it comes after n ms when something else wakes the process in between.
 * So it is asked for 1 ms less. One of 0 is taken for one of 1 and comes after 2.2 ms; a wait on memory
 * comes after 1.1 ms, which is the shortest that the runtime can sleep.
 */
export function createWake(timer: Timer): Wake {
  return (delayMs, run) =>
    delayMs > 1 ? timer.after(Math.max(1, Math.ceil(delayMs) - 1), run) : afterOneTick(run);
}

function afterOneTick(run: () => void): CancelTimer {
  let isWanted = true;
  const wait = Atomics.waitAsync(CELL, 0, 0, SHORTEST_MS);
  void Promise.resolve(wait.value).then(() => {
    if (isWanted) run();
  });
  return () => {
    isWanted = false;
  };
}
