import type { Seat } from "./model.ts";

/** An instance that was up for this long died of something new: it is started again at once. */
export const STEADY_UP_MS = 3_000;

/** This many quick deaths in a row are a crash loop. */
export const CRASH_LOOP_DEATHS = 5;

/** While the platform boots nobody waits for the fifth death. */
export const BOOT_CRASH_LOOP_DEATHS = 3;

/** As many deaths within this time are a crash loop, too, however long each life was. */
export const FLAPPING_WINDOW_MS = 60_000;

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/**
 * How long a seat stays empty after its `quickDeaths`-th death in a row.
 *
 * delayMs = 0 for the first, then 100 · 2^(quickDeaths − 2), at most 5,000.
 */
export function restartDelayMs(quickDeaths: number): number {
  if (quickDeaths <= 1) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (quickDeaths - 2));
}

/** Writes a death into the seat: how long to wait, and why the holder ended. */
export function recordDeath(
  seat: Seat,
  death: { readonly nowMs: number; readonly upForMs: number; readonly reason: string },
): void {
  seat.quickDeaths = death.upForMs >= STEADY_UP_MS ? 1 : seat.quickDeaths + 1;
  seat.notBeforeMs = death.nowMs + restartDelayMs(seat.quickDeaths);
  seat.restarts++;
  const sinceMs = death.nowMs - FLAPPING_WINDOW_MS;
  seat.recentDeathsMs = [...seat.recentDeathsMs.filter((ms) => ms > sinceMs), death.nowMs];
  seat.lastReason = death.reason;
}

/** Whether this death is the one that makes it a crash loop: the verdict is given once. */
export function isCrashLoopBegin(seat: Seat): boolean {
  return seat.quickDeaths === CRASH_LOOP_DEATHS ||
    seat.quickDeaths < CRASH_LOOP_DEATHS && seat.recentDeathsMs.length === CRASH_LOOP_DEATHS;
}

/** Whether a seat is in a crash loop; during the boot fewer deaths are enough. */
export function isCrashLooping(seat: Seat, booting: boolean): boolean {
  return seat.quickDeaths >= (booting ? BOOT_CRASH_LOOP_DEATHS : CRASH_LOOP_DEATHS);
}

/** Lets a seat be filled at once: what its last holders died of does not count any more. */
export function forgiveSeat(seat: Seat): void {
  seat.notBeforeMs = 0;
  seat.quickDeaths = 0;
}
