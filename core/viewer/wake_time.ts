import { nextLookMs } from "./in_flight.ts";
import { patienceOf } from "./lose_exchange.ts";
import type { SessionParts } from "./session_parts.ts";

/** When something will have to be done although nothing comes in. */
export function wakeTimeMs(parts: SessionParts, nowMs: number): number {
  const { clock, exchanges, plan, seat, renewal, settings, progress } = parts;
  const looks = exchanges.open.map((one) => nextLookMs(one, patienceOf(parts, one, nowMs)));
  const idle = plan.tracks.filter(({ kind }) => !exchanges.isBusy(kind));
  const rooms = idle.map((track) => Math.max(track.retryAtMs, plan.roomAtMs(track, nowMs)));
  const isSeated = seat.current !== undefined;
  const turns = clock.state === "playing"
    ? nowMs + clock.bufferMs
    : progress.lastGoodAtMs + settings.giveUpMs;
  return Math.min(
    turns,
    renewal.dueAtMs,
    ...looks,
    ...(isSeated ? rooms : [seat.waitUntilMs > nowMs ? seat.waitUntilMs : Infinity]),
    seat.probe?.decideAtMs ?? Infinity,
    isSeated && exchanges.open.length === 0 ? watchTimeMs(parts) : Infinity,
  );
}

/** A title that is fetched as a whole needs its OCA no more. */
function watchTimeMs({ plan, progress }: SessionParts): number {
  return plan.tracks.some(({ isComplete }) => !isComplete) ? progress.watchAtMs : Infinity;
}
