/// <reference lib="dom" />
import type { OfferedOca } from "@netops/core/contracts";
import type { Probe } from "../player/rescue.ts";

/** A browser hears of a lost network a moment after its requests failed. */
const HEARSAY_MS = 100;
const LOOK_AGAIN_MS = 1_000;

/** Whether the browser knows that there is no network; false says little. */
export function isOffline(): boolean {
  return !navigator.onLine;
}

/** Waits; ends at once when the network comes back. */
export function pauseOrOnline(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    addEventListener("online", done);
  });
}

/** Holds what would fail for want of a network; a request lost just now may be the first sign of that. */
export async function untilOnline(lostAtMs: number): Promise<void> {
  if (performance.now() - lostAtMs < HEARSAY_MS) await pauseOrOnline(HEARSAY_MS);
  while (isOffline()) await pauseOrOnline(LOOK_AGAIN_MS);
}

/** Asks an OCA for the first playlist. */
export async function probeOca({ hlsUrl }: OfferedOca, timeoutMs: number): Promise<Probe> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(hlsUrl, { signal, cache: "no-store" });
    await response.text();
    return response.ok ? "answers" : "refuses";
  } catch {
    return "silent"; // Refused, reset, too slow, or no network: nobody is there.
  }
}
