import { askAgain } from "./ask_again.ts";
import { type Exchange, impatience, type PatienceFacts } from "./in_flight.ts";
import type { SessionParts } from "./session_parts.ts";
import type { Track } from "./track.ts";
import type { FetchFailure } from "./viewer_wire.ts";

/** A fetch that may make a stall this long is not worth leaving an OCA for. */
const LEAST_PATIENCE_MS = 1_000;
/** The same for a body that comes slower than it plays: each one after it would stall, too. */
const BEHIND_PATIENCE_MS = 400;
/** How many times longer than usual a first byte may take, when nobody is fast. */
const MOST_PATIENCE_FACTOR = 4;
/** How long a fetch may take while there is no picture yet, or none any more. */
const STARVED_PATIENCE_MS = 2_000;

/** Why a request came to nothing: a status, or words. */
export type Loss =
  | number
  | FetchFailure
  | "hang"
  | "silence"
  | "slow"
  | "broken playlist"
  | "restarted";

/**
 * Decides what a failed request means: 403 a new offer, 5xx and 429 one more try, everything else
 * another OCA at once.
 */
export function loseExchange(
  parts: SessionParts,
  { exchange, why }: { readonly exchange: Exchange; readonly why: Loss },
  nowMs: number,
): void {
  const { request } = exchange;
  const { seat, plan, renewal, settings, log } = parts;
  parts.progress.lastLoss = `${request.oca}: ${lossWords(why)}`;
  if (why === 403 && renewal.mayAsk(nowMs)) return renew(parts, nowMs);
  if (request.purpose === "master") return loseProbe(parts, request.oca, nowMs);
  if (request.oca !== seat.current?.id) return;
  const isPassing = typeof why === "number" && (why >= 500 || why === 429);
  if (request.purpose === "watch") return loseWatch(parts, { why, isPassing }, nowMs);
  const track = plan.track(request.track);
  if (track === undefined) return;
  if (isPassing && track.attempts < settings.errorRetries) {
    track.attempts++;
    track.retryAtMs = nowMs + settings.retryDelayMs;
    return log.step("retry", nowMs, { detail: lossWords(why) });
  }
  if (why === "slow") track.slowEnds++;
  leaveOca(parts, why, nowMs);
}

/** Gives up requests that hang, fell silent, or would end after the buffer does. */
export function loseImpatient(parts: SessionParts, nowMs: number): void {
  for (const exchange of parts.exchanges.open) {
    const why = impatience(exchange, patienceOf(parts, exchange, nowMs));
    if (why === undefined) continue;
    const { id } = exchange.request;
    // Leaving an OCA for one of its requests ends the others, too.
    if (!parts.exchanges.open.some(({ request }) => request.id === id)) continue;
    if (why !== "slow") parts.progress.hangs++;
    else parts.throughput.sample(exchange.bytes, nowMs - exchange.startedAtMs);
    parts.exchanges.abort(({ request }) => request.id === id);
    loseExchange(parts, { exchange, why }, nowMs);
  }
}

/** How long this request may go on. */
export function patienceOf(
  { settings, clock, plan, seat, progress }: SessionParts,
  exchange: Exchange,
  nowMs: number,
): PatienceFacts {
  // When every OCA is late it is the machine or the way: running around makes it worse.
  const rounds = Math.floor(progress.hangs / Math.max(1, seat.book.ocas.length));
  const factor = rounds === 0 ? 1 : Math.min(MOST_PATIENCE_FACTOR, Math.pow(2, rounds));
  const ttfbTimeoutMs = settings.ttfbTimeoutMs * factor;
  const idleTimeoutMs = settings.idleTimeoutMs * factor;
  // Before its head nothing is known of how long the body will take.
  if (exchange.headAtMs === undefined) {
    return { nowMs, ttfbTimeoutMs, idleTimeoutMs, mostRemainingMs: Infinity };
  }
  const track = plan.track(exchange.request.track);
  const isWatched = exchange.request.purpose === "segment" && track !== undefined;
  const others = seat.book.available(nowMs).filter(({ id }) => id !== exchange.request.oca);
  // When all were slow it is the way to the viewer: then waiting is all there is.
  const isChoosy = isWatched && others.length > 0 && track.slowEnds < seat.book.ocas.length;
  const isBehind = fallsBehind(exchange, nowMs);
  const leastMs = isBehind ? BEHIND_PATIENCE_MS : LEAST_PATIENCE_MS;
  const starvedMs = isBehind ? LEAST_PATIENCE_MS : STARVED_PATIENCE_MS;
  const patienceMs = clock.state === "playing" ? Math.max(leastMs, clock.bufferMs) : starvedMs;
  const mostRemainingMs = isChoosy ? patienceMs : Infinity;
  return { nowMs, ttfbTimeoutMs, idleTimeoutMs, mostRemainingMs };
}

/** Whether a body would take longer to come than it takes to play. */
function fallsBehind({ headAtMs, bytes, sizeBytes, need }: Exchange, nowMs: number): boolean {
  if (headAtMs === undefined || bytes === 0 || need === undefined) return false;
  return sizeBytes / bytes * (nowMs - headAtMs) > need.durationMs;
}

/** Notes that a probe failed. */
export function loseProbe({ seat }: SessionParts, oca: string, nowMs: number): void {
  seat.probe?.failed(oca);
  seat.book.penalize(oca, nowMs);
}

function loseWatch(
  parts: SessionParts,
  { why, isPassing }: { readonly why: Loss; readonly isPassing: boolean },
  nowMs: number,
): void {
  const { progress, settings } = parts;
  if (why === "hang" || why === "silence") {
    // The next segment will tell; a full buffer can wait for it.
    progress.watchAtMs = nowMs + settings.watchMs;
    return;
  }
  if (!isPassing || progress.watchMisses >= settings.errorRetries) {
    return leaveOca(parts, why, nowMs);
  }
  progress.watchMisses++;
  progress.watchAtMs = nowMs + settings.retryDelayMs;
}

/** Turns to another OCA: this one is left out for a while. */
export function leaveOca(parts: SessionParts, why: Loss, nowMs: number): void {
  const { seat, exchanges, plan, log } = parts;
  log.step("lost", nowMs, { detail: lossWords(why) });
  seat.leave(nowMs, { isFault: true });
  exchanges.abort(() => true);
  plan.tracks.forEach(beginAnew);
  parts.progress.watchMisses = 0;
}

function beginAnew(track: Track): void {
  track.attempts = 0;
  track.retryAtMs = -Infinity;
  track.replan();
}

function renew(parts: SessionParts, nowMs: number): void {
  parts.exchanges.abort(() => true);
  parts.seat.leave(nowMs, { isFault: false });
  parts.plan.close();
  askAgain(parts, nowMs, { isBlocking: true });
}

function lossWords(why: Loss): string {
  return typeof why === "number" ? `status ${why}` : why;
}
