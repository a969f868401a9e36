import { nextLookMs } from "./in_flight.ts";
import { patienceOf } from "./lose_exchange.ts";
import type { SessionParts } from "./session_parts.ts";

/** When something will have to be done although nothing comes in. */
export function wakeTimeMs(parts: SessionParts, nowMs: number): number {
  const { clock, exchanges, seat, renewal, settings, progress } = parts;
  let wakeAtMs = clock.state === "playing"
    ? nowMs + clock.bufferMs
    : progress.lastGoodAtMs + settings.giveUpMs;
  wakeAtMs = Math.min(wakeAtMs, renewal.dueAtMs, seat.probe?.decideAtMs ?? Infinity);
  for (const one of exchanges.open) {
    wakeAtMs = Math.min(wakeAtMs, nextLookMs(one, patienceOf(parts, one, nowMs)));
  }
  if (seat.current !== undefined) return Math.min(wakeAtMs, fetchTimeMs(parts, nowMs));
  return seat.waitUntilMs > nowMs ? Math.min(wakeAtMs, seat.waitUntilMs) : wakeAtMs;
}

/** When the OCA that serves will be asked for something. */
function fetchTimeMs(parts: SessionParts, nowMs: number): number {
  const { exchanges, plan } = parts;
  let atMs = exchanges.open.length === 0 ? watchTimeMs(parts) : Infinity;
  for (const track of plan.tracks) {
    if (exchanges.isBusy(track.kind)) continue;
    atMs = Math.min(atMs, Math.max(track.retryAtMs, plan.roomAtMs(track, nowMs)));
  }
  return atMs;
}

/** A title that is fetched as a whole needs its OCA no more. */
function watchTimeMs({ plan, progress }: SessionParts): number {
  return plan.tracks.some(({ isComplete }) => !isComplete) ? progress.watchAtMs : Infinity;
}
