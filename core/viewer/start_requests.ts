import { askAgain } from "./ask_again.ts";
import type { SessionParts } from "./session_parts.ts";
import type { Need, Track } from "./track.ts";
import type { ViewerOca } from "./viewer_options.ts";

const MOST_EXCHANGE_MS = 10_000;

/** Starts every request that is due: probes first, then what the tracks need. */
export function startRequests(parts: SessionParts, nowMs: number): void {
  const { renewal, seat, plan } = parts;
  if (renewal.blocks) {
    if (nowMs >= renewal.dueAtMs) askAgain(parts, nowMs, { isBlocking: true });
    return;
  }
  seatSomebody(parts, nowMs);
  if (seat.current === undefined) return;
  for (const track of plan.tracks) fetchNext(parts, track, nowMs);
  watchOca(parts, nowMs);
}

/** Asks the OCA that serves for something small, when there is nothing else to ask it for. */
function watchOca(parts: SessionParts, nowMs: number): void {
  const { seat, plan, exchanges, progress } = parts;
  const oca = seat.current;
  if (oca === undefined || exchanges.open.length > 0 || nowMs < progress.watchAtMs) return;
  const uri = plan.tracks.find(({ isComplete }) => !isComplete)?.smallestUri;
  if (uri === undefined) return;
  order(parts, { oca, url: plan.locate(uri, oca.url), purpose: "watch" }, nowMs);
}

function seatSomebody(parts: SessionParts, nowMs: number): void {
  const { seat, plan, exchanges, renewal } = parts;
  const seating = seat.seat(nowMs, { needsProbe: !plan.isOpen });
  switch (seating.kind) {
    case "wait":
      return;
    case "nobody":
      // Steering may know somebody by now who was not there before.
      if (renewal.mayAsk(nowMs)) askAgain(parts, nowMs, { isBlocking: false });
      return;
    case "ask":
      for (const oca of seating.ocas) order(parts, { oca, url: oca.url }, nowMs);
      return;
    case "opened":
      exchanges.abort(({ request }) => request.purpose === "master");
      plan.open(seating.answer.text, seating.answer.oca.url);
      return tellSeat(parts, { oca: seating.answer.oca, before: seating.before }, nowMs);
    case "seated":
      return tellSeat(parts, seating, nowMs);
  }
}

function tellSeat(
  { log }: SessionParts,
  { oca, before }: { readonly oca: ViewerOca; readonly before: string | undefined },
  nowMs: number,
): void {
  if (before === undefined) return log.step("chosen", nowMs, {});
  if (before === oca.id) return;
  log.failovers++;
  log.step("failover", nowMs, { detail: `from ${before}` });
  log.beacon("failover", nowMs, { from: before });
}

function fetchNext(parts: SessionParts, track: Track, nowMs: number): void {
  const { seat, plan, exchanges } = parts;
  const oca = seat.current;
  if (oca === undefined || exchanges.isBusy(track.kind) || nowMs < track.retryAtMs) return;
  if (plan.roomAtMs(track, nowMs) > nowMs) return;
  const need = plan.need(track);
  if (need === undefined) return;
  order(parts, { oca, url: plan.locate(need.uri, oca.url), track, need }, nowMs);
}

interface Wish {
  readonly oca: ViewerOca;
  readonly url: string;
  readonly track?: Track;
  readonly need?: Need;
  readonly purpose?: "watch";
}

function order(parts: SessionParts, wish: Wish, nowMs: number): void {
  const { oca, url, track, need, purpose } = wish;
  const { clock, settings, plan, throughput, progress } = parts;
  const { ttfbTimeoutMs, sessionId, contentId } = settings;
  const { bufferMs, state } = clock;
  parts.exchanges.start({
    oca: oca.id,
    url,
    track: track?.kind,
    need,
    purpose,
    timeoutMs: Math.min(MOST_EXCHANGE_MS, Math.max(ttfbTimeoutMs, bufferMs)),
    session: {
      sessionId,
      contentId,
      bufferMs,
      isStarved: progress.isStarved,
      topBitrateBps: plan.topBitrateBps,
      estimateBps: throughput.estimateBps,
      isUrgent: state !== "playing",
    },
  }, nowMs);
  progress.isStarved = false;
}
