import type { Exchange } from "./in_flight.ts";
import { leaveOca, loseExchange, loseProbe } from "./lose_exchange.ts";
import type { ClockChange } from "./playback_clock.ts";
import type { SessionParts } from "./session_parts.ts";
import type { Need, Track } from "./track.ts";
import type { ViewerInput } from "./viewer_wire.ts";

/** An answer as a driver feeds it. */
export type Answer = Extract<ViewerInput, { readonly kind: "answer" }>;

const NOTHING: readonly ClockChange[] = [];

/**
 * Takes an answer, good or not; gives what it changed in playback.
 *
 * An OCA that died and came back between two answers is left: what it sent is good, but it lost its
 * memory, and whatever killed it may do so again.
 */
export function takeAnswer(
  parts: SessionParts,
  taken: { readonly exchange: Exchange; readonly answer: Answer },
  nowMs: number,
): readonly ClockChange[] {
  const changes = takeWhole(parts, taken, nowMs);
  const { oca } = taken.exchange.request;
  const isReborn = parts.seat.book.isReborn(oca, taken.answer.life);
  if (isReborn && oca === parts.seat.current?.id) leaveOca(parts, "restarted", nowMs);
  return changes;
}

function takeWhole(
  parts: SessionParts,
  { exchange, answer }: { readonly exchange: Exchange; readonly answer: Answer },
  nowMs: number,
): readonly ClockChange[] {
  const { log, plan, seat, progress } = parts;
  const { request, need } = exchange;
  const lose = (why: Parameters<typeof loseExchange>[1]["why"]) => {
    loseExchange(parts, { exchange, why }, nowMs);
    return NOTHING;
  };
  if (answer.status < 200 || answer.status > 299) return lose(answer.status);
  log.bytes += answer.bytes;
  progress.watchMisses = 0;
  const beganMs = (exchange.headAtMs ?? nowMs) - exchange.startedAtMs;
  if (beganMs < parts.settings.ttfbTimeoutMs / 2) progress.hangs = 0;
  progress.watchAtMs = nowMs + parts.settings.watchMs;
  if (request.purpose === "watch") return NOTHING;
  if (need === undefined) {
    takeProbe(parts, { oca: request.oca, text: answer.text ?? "" }, nowMs);
    return NOTHING;
  }
  const track = plan.track(request.track);
  if (track === undefined) return NOTHING;
  if (need.purpose === "segment") takeSegment(parts, { track, need, exchange, answer }, nowMs);
  else if (need.purpose === "init") track.takeInit(need.rung.name);
  else {
    const source = { text: answer.text ?? "", url: request.url, ocaUrl: seat.current?.url ?? "" };
    if (!plan.takePlaylist(track, need.rung.name, source)) return lose("broken playlist");
  }
  progress.lastGoodAtMs = nowMs;
  seat.praise();
  return plan.extendClock(nowMs);
}

function takeProbe(
  parts: SessionParts,
  { oca, text }: { readonly oca: string; readonly text: string },
  nowMs: number,
): void {
  if (parts.plan.canOpen(text)) parts.seat.probe?.answered(oca, text, nowMs);
  else loseProbe(parts, oca, nowMs);
}

interface Taken {
  readonly track: Track;
  readonly need: Need;
  readonly exchange: Exchange;
  readonly answer: Answer;
}

function takeSegment(
  { throughput, log }: SessionParts,
  { track, need, exchange, answer }: Taken,
  nowMs: number,
): void {
  const { rung, durationMs } = need;
  const before = track.rung?.name;
  const isSwitch = track.takeSegment(rung, durationMs);
  log.served(answer.isHit);
  log.step("segment", nowMs, { rung: rung.name });
  if (track.kind === "audio") return;
  // Sound is too small to measure by.
  throughput.sample(answer.bytes, nowMs - exchange.startedAtMs);
  log.played(rung.bitrateBps, durationMs);
  if (!isSwitch) return;
  log.switches++;
  log.step("switch", nowMs, { detail: `from ${before}` });
  log.beacon("switch", nowMs, { from: before, bitrateBps: rung.bitrateBps });
}
