import { loseExchange, loseImpatient } from "./lose_exchange.ts";
import type { ClockChange } from "./playback_clock.ts";
import { createParts, type SessionParts } from "./session_parts.ts";
import { startRequests } from "./start_requests.ts";
import { type Answer, takeAnswer } from "./take_answer.ts";
import type { ViewerOca, ViewerOptions } from "./viewer_options.ts";
import type { ViewerInput, ViewerResult, ViewerSnapshot, ViewerTurn } from "./viewer_wire.ts";
import { wakeTimeMs } from "./wake_time.ts";

/** A driver that wakes later than this was held up: answers may have come that it did not see. */
const LATE_MS = 50;
/** What it then has to take in what waits. */
const GRACE_MS = 100;

/** The flow of one session; see `createViewer`. */
export class ViewerSession {
  readonly #parts: SessionParts;
  #beatAtMs = Infinity;
  #wakeAtMs = Infinity;
  #result: ViewerResult | undefined;

  /** Begins when play was pressed. */
  constructor(options: ViewerOptions) {
    this.#parts = createParts(options);
  }

  /** Lets time pass and says what to do now. */
  next(nowMs: number): ViewerTurn {
    this.#pass(nowMs);
    const lateMs = nowMs - this.#wakeAtMs;
    if (lateMs > LATE_MS) this.#parts.exchanges.forgive(lateMs + GRACE_MS);
    if (this.#result === undefined) loseImpatient(this.#parts, nowMs);
    if (this.#result === undefined) this.#giveUp(nowMs);
    if (this.#result === undefined) this.#beat(nowMs);
    if (this.#result === undefined) startRequests(this.#parts, nowMs);
    this.#wakeAtMs = this.#result === undefined
      ? Math.max(nowMs + 1, Math.min(this.#beatAtMs, wakeTimeMs(this.#parts, nowMs)))
      : Infinity;
    const actions = this.#parts.log.take();
    return { actions, wakeAtMs: this.#wakeAtMs, result: this.#result };
  }

  /** Takes what came of an action. */
  feed(input: ViewerInput, nowMs: number): void {
    this.#pass(nowMs);
    if (this.#result !== undefined) return;
    const { exchanges, renewal } = this.#parts;
    switch (input.kind) {
      case "head":
        return exchanges.head(input.id, input.sizeBytes, nowMs);
      case "progress":
        return exchanges.progress(input.id, input.bytes, nowMs);
      case "answer":
        return this.#takeAnswer(input, nowMs);
      case "failure": {
        const exchange = exchanges.end(input.id);
        if (exchange === undefined) return;
        return loseExchange(this.#parts, { exchange, why: input.reason }, nowMs);
      }
      case "offer":
        return this.#takeOffer(input.ocas);
      case "no-offer":
        return renewal.postpone(nowMs);
      case "refusal":
        return this.#finish("failed", nowMs, input.message);
    }
  }

  /** Ends the session as "stopped", unless it is over already. */
  stop(nowMs: number): void {
    this.#pass(nowMs);
    if (this.#result === undefined) this.#finish("stopped", nowMs, undefined);
  }

  /** The session as it is now. */
  snapshot(): ViewerSnapshot {
    const { clock, log, plan, seat, throughput, progress } = this.#parts;
    const { state, positionMs, bufferMs, stalls, stalledMs, startupMs } = clock;
    const { switches, failovers, bytes } = log;
    return {
      state: this.#result !== undefined || state === "ended" ? "over" : state,
      ...{ positionMs, bufferMs, stalls, stalledMs, startupMs, switches, failovers, bytes },
      durationMs: plan.durationMs,
      oca: seat.lastId,
      rung: plan.rung,
      estimateBps: throughput.estimateBps,
      lastLoss: progress.lastLoss,
    };
  }

  #pass(nowMs: number): void {
    this.#tell(this.#parts.clock.advance(nowMs));
  }

  #takeAnswer(answer: Answer, nowMs: number): void {
    const exchange = this.#parts.exchanges.end(answer.id);
    if (exchange === undefined) return;
    this.#tell(takeAnswer(this.#parts, { exchange, answer }, nowMs));
  }

  #takeOffer(ocas: readonly ViewerOca[]): void {
    this.#parts.renewal.settle();
    this.#parts.seat.offer(ocas);
  }

  #tell(changes: readonly ClockChange[]): void {
    const { log, clock, progress, settings } = this.#parts;
    if (changes.length === 0) return;
    for (const { type, atMs } of changes) {
      if (type === "ended") {
        this.#finish("ended", atMs, undefined);
        continue;
      }
      log.step(type, atMs, {});
      if (type === "stalled") {
        progress.isStarved = true;
        log.beacon("stall", atMs, { stalls: clock.stalls });
      } else if (type === "started") {
        this.#beatAtMs = atMs + settings.heartbeatMs;
        log.beacon("start", atMs, { startupMs: Math.round(clock.startupMs ?? 0) });
      }
    }
  }

  #beat(nowMs: number): void {
    if (nowMs < this.#beatAtMs) return;
    const { clock, log, settings } = this.#parts;
    this.#beatAtMs = nowMs + settings.heartbeatMs;
    log.beacon("heartbeat", nowMs, {
      bufferMs: Math.round(clock.bufferMs),
      stalledMs: Math.round(clock.stalledMs),
    });
  }

  #giveUp(nowMs: number): void {
    const { clock, progress, settings } = this.#parts;
    const silentMs = nowMs - progress.lastGoodAtMs;
    if (clock.state === "playing" || silentMs < settings.giveUpMs) return;
    const silence = `no OCA served anything for ${Math.round(silentMs / 1_000)} s`;
    const last = progress.lastLoss === "" ? "" : `; last, ${progress.lastLoss}`;
    this.#finish("failed", nowMs, `${silence}${last}`);
  }

  #finish(outcome: ViewerResult["outcome"], nowMs: number, error: string | undefined): void {
    const { log, exchanges, seat, settings } = this.#parts;
    exchanges.abort(() => true);
    const detail = error === undefined ? {} : { detail: error };
    log.step(outcome, nowMs, detail);
    const type = { ended: "end", stopped: "stop", failed: "error" } as const;
    log.beacon(type[outcome], nowMs, error === undefined ? {} : { message: error });
    const ocas = settings.ocas.map(({ id }) => id);
    this.#result = log.result(outcome, ocas, { oca: seat.lastId, error });
  }
}
