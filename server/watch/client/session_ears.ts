/// <reference lib="dom" />
import type { PlayAnswer } from "@netops/core/contracts";
import { CaptionBoard, type Cue } from "../player/caption_board.ts";
import type { Engine, EngineEvents } from "../player/engine.ts";
import { plainFailure } from "../player/failure_words.ts";
import type { PlaybackState, RungChoice, Trouble } from "../player/playback_state.ts";
import { PlayStats } from "../player/play_stats.ts";
import { ServingOca } from "../player/serving_oca.ts";
import type { SessionBoard } from "../player/session_board.ts";
import type { Beacons } from "./beacons.ts";
import { isOffline } from "./network.ts";
import { bufferedMs, type VideoEvents } from "./video_watch.ts";

/** What the ears need from the session. */
export interface EarsOptions {
  readonly engine: () => Engine | undefined;
  /** The engine cannot go on; `isBroken` when the element cannot play its buffer either. */
  readonly failed: (what: string, isBroken: boolean) => void;
  /** A segment came. */
  readonly calm: () => void;
  /** The picture moves. */
  readonly moves: () => void;
}

/** How long an engine may wait without a segment, in the middle and before the first frame. */
const MOST_SILENCE_MS = 5_000;
const MOST_START_MS = 12_000;
/** Who looks for an OCA for less than this is not in trouble. */
const LEAST_TROUBLE_MS = 1_000;

/** Hears the video element and the engine, measures, writes it on the board and tells playback. */
export class SessionEars implements VideoEvents, EngineEvents {
  #beacons: Beacons | undefined;
  #serving = new ServingOca([]);
  #isSwapping = false;
  #toldAtMs = performance.now();
  #heartbeatMs = 10_000;
  #tried: string | undefined;
  #searchesSinceMs: number | undefined;
  #waitsSinceMs: number | undefined;
  /** Where the title was when a request to an OCA failed, until the next one comes. */
  readonly #stumbledAtMs = new Map<string, number>();
  /** When something last went right: a segment came, or the picture moved. */
  #aliveAtMs = performance.now();
  readonly #stats = new PlayStats(performance.now());
  readonly #captions = new CaptionBoard();

  constructor(
    readonly video: HTMLVideoElement,
    readonly board: SessionBoard,
    readonly options: EarsOptions,
  ) {}

  /** The OCA that an engine was started with, or that sent the last segment since. */
  get triedOca(): string | undefined {
    return this.#tried;
  }

  /** Takes an answer of playback and who is to be told from now on. */
  hear(answer: PlayAnswer, beacons: Beacons | undefined): void {
    this.#serving.learn(answer.ocas);
    this.#beacons = beacons;
    this.#heartbeatMs = answer.player.heartbeatMs;
  }

  /** How long the picture stands although it should move, in ms. */
  get stoodMs(): number {
    const sinceMs = this.#waitsSinceMs;
    return sinceMs === undefined ? 0 : performance.now() - sinceMs;
  }

  /** An engine begins with this OCA, or goes on with it. */
  tries(oca: string): void {
    this.#tried = oca;
    this.#aliveAtMs = performance.now();
    this.#searchesSinceMs = undefined;
  }

  /** Somebody is looked for who answers. */
  searches(): void {
    this.#searchesSinceMs = performance.now();
  }

  /** One engine makes way for the next: the picture stands, and the element's own pause means nothing. */
  beginSwap(): void {
    this.#isSwapping = true;
    this.#stats.waits(performance.now());
    this.board.patch({ phase: this.#waitingPhase() });
  }

  clearCaptions(): void {
    this.#captions.clear();
  }

  moves(): void {
    if (this.board.isOver) return;
    this.#isSwapping = false;
    const nowMs = performance.now();
    this.#aliveAtMs = nowMs;
    this.#waitsSinceMs = undefined;
    this.options.moves();
    const { isStart, stallMs } = this.#stats.moves(nowMs);
    const { startupMs = 0, ...stalls } = this.#stats.figures(nowMs);
    this.board.patch({
      ...{ ...stalls, startupMs: Math.round(startupMs), phase: "playing", waitedMs: 0 },
    });
    if (isStart) {
      const { oca, engine } = this.board.state;
      this.#tell("start", { startupMs: Math.round(startupMs), oca, engine });
    }
    if (stallMs > 0) this.#tell("stall", { stallMs: Math.round(stallMs) });
  }

  waits(): void {
    if (this.board.isOver) return;
    if (this.#stats.waits(performance.now())) this.board.note("The buffer ran dry");
    this.board.patch({ phase: this.#waitingPhase() });
  }

  seeks(): void {
    if (this.#isSwapping) return;
    this.#stats.seeks(performance.now());
    this.ticks();
  }

  pauses(): void {
    if (this.#isSwapping || this.board.isOver) return;
    this.#stats.rests(performance.now());
    if (this.board.state.startupMs !== undefined) this.board.patch({ phase: "paused" });
  }

  ends(): void {
    if (this.board.isOver) return;
    this.#stats.rests(performance.now());
    const { durationMs } = this.board.state;
    this.#beacons?.finish("end", durationMs);
    this.board.patch({ phase: "ended", positionMs: durationMs, bufferMs: 0, cueTexts: [] });
  }

  breaks(what: string): void {
    this.options.failed(what, true);
  }

  ticks(): void {
    if (this.board.isOver) return;
    const nowMs = performance.now();
    const { state } = this.board;
    // While engines change places the element stands at 0 for a moment.
    const positionMs = this.#isSwapping ? state.positionMs : this.video.currentTime * 1_000;
    const bufferMs = Math.round(bufferedMs(this.video));
    const { stalls, stalledMs } = this.#stats.figures(nowMs);
    const isWaiting = state.phase === "loading" || state.phase === "buffering";
    this.#waitsSinceMs = isWaiting ? this.#waitsSinceMs ?? nowMs : undefined;
    this.board.patch({
      waitedMs: Math.round(this.stoodMs),
      trouble: this.#trouble(nowMs),
      positionMs,
      bufferMs,
      stalls,
      stalledMs,
      volumeRatio: this.video.volume,
      isMuted: this.video.muted,
      durationMs: this.video.duration > 0
        ? Math.round(this.video.duration * 1_000)
        : state.durationMs,
      cueTexts: state.wantedCaption < 0 ? [] : this.#captions.linesAt(positionMs),
      bufferTrace: this.board.trace(bufferMs, nowMs),
    });
    this.#guard(nowMs);
    if (nowMs - this.#toldAtMs < this.#heartbeatMs || state.startupMs === undefined) return;
    this.#toldAtMs = nowMs;
    const { oca, rung } = state;
    this.#tell("heartbeat", { oca, rung: rung?.height, bufferMs, isPaused: this.video.paused });
  }

  served(url: string): void {
    const { oca, from, isFailover } = this.#serving.served(url);
    this.#tried = oca;
    this.#aliveAtMs = performance.now();
    this.options.calm();
    this.#stumbledAtMs.delete(oca);
    if (from === undefined || from === oca) {
      if (this.board.state.oca !== oca) this.board.patch({ oca });
      return;
    }
    this.board.note(
      isFailover ? `${from} failed, ${oca} serves` : `Steering moved it from ${from} to ${oca}`,
    );
    if (isFailover) {
      this.#tell("failover", { from, to: oca });
      this.#marksFailed(from);
    }
    this.board.patch({ oca, failovers: this.board.state.failovers + (isFailover ? 1 : 0) });
  }

  stumbled(url: string, what: string): void {
    // Without a network no OCA is to blame.
    if (isOffline()) return this.board.note("The network is gone");
    const oca = this.#serving.nameOf(url);
    this.#serving.failed(url);
    if (!this.#stumbledAtMs.has(oca)) this.#stumbledAtMs.set(oca, this.board.state.positionMs);
    this.board.note(`${oca} ${plainFailure(what)}`);
  }

  failed(what: string): void {
    if (this.#tried !== undefined && !isOffline()) {
      this.#serving.failedOca(this.#tried);
      this.#marksFailed(this.#tried);
    }
    this.options.failed(what, false);
  }

  rungs(rungs: readonly RungChoice[]): void {
    this.board.patch({ rungs });
    const { wantedRung } = this.board.state;
    if (wantedRung >= 0) this.options.engine()?.takeRung(wantedRung);
  }

  rung(rung: RungChoice): void {
    const before = this.board.state.rung;
    if (before?.height === rung.height && before.bitrateBps === rung.bitrateBps) return;
    if (before !== undefined) this.#tell("switch", { from: before.height, to: rung.height });
    const { switches } = this.board.state;
    this.board.patch({ rung, switches: switches + (before === undefined ? 0 : 1) });
  }

  captions(captions: PlaybackState["captions"]): void {
    this.board.patch({ captions });
    const { wantedCaption } = this.board.state;
    if (wantedCaption >= 0) this.options.engine()?.takeCaption(wantedCaption);
  }

  cues(cues: readonly Cue[]): void {
    this.#captions.add(cues);
    this.ticks();
  }

  /** An engine that waits for ever without saying so has failed. */
  #guard(nowMs: number): void {
    const { phase } = this.board.state;
    const mostMs = phase === "buffering" ? MOST_SILENCE_MS : MOST_START_MS;
    const isWaiting = phase === "buffering" || phase === "loading";
    // Without a network there is nothing that could come.
    if (isOffline()) this.#aliveAtMs = nowMs;
    if (isWaiting && nowMs - this.#aliveAtMs > mostMs) this.failed("Nothing came any more");
  }

  #trouble(nowMs: number): Trouble | undefined {
    if (isOffline()) return "offline";
    const sinceMs = this.#searchesSinceMs;
    return sinceMs !== undefined && nowMs - sinceMs > LEAST_TROUBLE_MS ? "silent" : undefined;
  }

  #marksFailed(oca: string): void {
    const { failedAtMs, positionMs } = this.board.state;
    const atMs = this.#stumbledAtMs.get(oca) ?? positionMs;
    this.board.patch({ failedAtMs: { ...failedAtMs, [oca]: atMs } });
  }

  #waitingPhase(): "loading" | "buffering" {
    return this.board.state.startupMs === undefined ? "loading" : "buffering";
  }

  #tell(type: Parameters<Beacons["tell"]>[0], data: Record<string, unknown>): void {
    this.#beacons?.tell(type, this.board.state.positionMs, data);
  }
}
