/// <reference lib="dom" />
import type { OfferedOca, PlayAnswer } from "@netops/core/contracts";
import type { Engine } from "../player/engine.ts";
import { FailoverPlan } from "../player/failover_plan.ts";
import { plainStop } from "../player/failure_words.ts";
import { NO_PLAYBACK, type PlaybackState } from "../player/playback_state.ts";
import { Rescue } from "../player/rescue.ts";
import { SessionBoard } from "../player/session_board.ts";
import { type ErrorText, explainFailure } from "../view/error_text.ts";
import type { PlayRoute } from "../view/route.ts";
import type { Answer, Api, CallOptions } from "./api.ts";
import { Beacons } from "./beacons.ts";
import { type CreateEngine, loadEngine } from "./engines.ts";
import { isOffline, pauseOrOnline, probeOca } from "./network.ts";
import { SessionEars } from "./session_ears.ts";
import { dropStill, keepStill } from "./still_frame.ts";
import { bufferedMs, watchVideo } from "./video_watch.ts";

/** What is to be played, and by whom. */
export interface PlayWish extends PlayRoute {
  readonly profileId: string | undefined;
}

/** What a session needs from the page. */
export interface SessionOptions {
  readonly video: HTMLVideoElement;
  readonly api: Api;
  /** Gets every change. */
  readonly publish: (state: PlaybackState) => void;
}

/** A title that was left this near to its end begins anew. */
const END_RATIO = 0.97;

/** An engine that stopped makes way when so little is left to play. */
const SWAP_AT_MS = 300;
const LOOK_AGAIN_MS = 50;
/** A fresh answer that takes longer comes too late to help. */
const ASK_AGAIN_MS = 3_000;

const NO_CONNECTION: ErrorText = {
  code: "UNREACHABLE",
  title: "No connection",
  text: "Nothing answered for half a minute. It goes on when the network is back.",
  canRetry: true,
};

const ENDED_ELSEWHERE: ErrorText = {
  code: "ENDED",
  title: "This stream was ended",
  text: "It was ended from the account page, or another stream took its place.",
  canRetry: true,
};

/** One title being played: asks playback, runs an engine, and rides over what the engine cannot. */
export class PlaySession {
  #engine: Engine | undefined;
  #createEngine: CreateEngine | undefined;
  #isRescuing = false;
  #beacons: Beacons | undefined;
  #unwatch: () => void = () => undefined;
  readonly #board: SessionBoard;
  readonly #ears: SessionEars;
  readonly #plan = new FailoverPlan([]);
  readonly #rescue: Rescue;
  readonly #wish: PlayWish;
  readonly #options: SessionOptions;
  /** The same for every try, so that a play sent again is the same session. */
  readonly #playId = crypto.randomUUID();

  constructor(wish: PlayWish, options: SessionOptions) {
    this.#wish = wish;
    this.#options = options;
    const { volume, muted } = options.video;
    const first = { ...NO_PLAYBACK, phase: "asking", engine: wish.engine } as const;
    this.#board = new SessionBoard(
      { ...first, volumeRatio: volume, isMuted: muted },
      (state) => options.publish(state),
    );
    this.#ears = new SessionEars(options.video, this.#board, {
      engine: () => this.#engine,
      failed: (what, isBroken) => void this.#onFailed(what, isBroken),
      calm: () => this.#rescue.calm(),
      moves: () => dropStill(options.video),
    });
    this.#rescue = new Rescue(this.#plan, {
      sleep: pauseOrOnline,
      isOffline,
      probe: (oca) => probeOca(oca, this.state.answer?.player.ttfbTimeoutMs ?? ASK_AGAIN_MS),
      askPlayback: () => this.#askAgain(),
      stoodMs: () => this.#ears.stoodMs,
      isOver: () => this.#board.isOver,
    });
  }

  get state(): PlaybackState {
    return this.#board.state;
  }

  /** Asks playback and begins; everything that follows is published. */
  async open(): Promise<void> {
    this.#board.patch({});
    const [answer, createEngine] = await Promise.all([
      this.#ask({ isRepeatable: true }),
      this.#load(),
    ]);
    if (createEngine === undefined || this.#board.isOver) return;
    if (!answer.isOk) return this.#fail(explainFailure(answer.failure, "play"));
    this.#createEngine = createEngine;
    this.#unwatch = watchVideo(this.#options.video, this.#ears);
    this.#board.patch({ durationMs: answer.value.durationMs, phase: "loading" });
    this.#take(answer.value);
    const [first] = answer.value.ocas;
    if (first === undefined) return this.#giveUp("No cache was offered");
    this.#startEngine(first, this.#startMs(answer.value));
  }

  /** Ends the session and says so. */
  close(): void {
    this.leave();
    this.#end();
    this.#board.close();
  }

  /** The page is being left, perhaps for good: tells where. */
  leave(): void {
    this.#beacons?.finish("stop", this.state.positionMs);
  }

  play(): void {
    this.#options.video.play().catch((thrown: unknown) => {
      // Sound may start only after a touch; anything else is told by the element itself.
      const isBlocked = thrown instanceof DOMException && thrown.name === "NotAllowedError";
      if (isBlocked) this.#board.patch({ phase: "blocked" });
    });
  }

  takeRung(index: number): void {
    this.#engine?.takeRung(index);
    this.#board.patch({ wantedRung: index });
  }

  takeCaption(index: number): void {
    this.#ears.clearCaptions();
    this.#engine?.takeCaption(index);
    this.#board.patch({ wantedCaption: index, cueTexts: [] });
  }

  /** Shows whether the player fills the screen. */
  showFullscreen(isFullscreen: boolean): void {
    this.#board.patch({ isFullscreen });
  }

  #ask(options: CallOptions): Promise<Answer<PlayAnswer>> {
    const { id, profileId } = this.#wish;
    return this.#options.api.call<PlayAnswer>("/playback/play", {
      ...options,
      method: "POST",
      body: {
        titleId: id,
        playId: this.#playId,
        ...(profileId === undefined ? {} : { profileId }),
      },
    });
  }

  async #load(): Promise<CreateEngine | undefined> {
    try {
      return await loadEngine(this.#wish.engine);
    } catch {
      this.#giveUp("The player itself could not be loaded");
      return undefined;
    }
  }

  #startMs({ positionMs = 0, durationMs }: PlayAnswer): number {
    if (this.#wish.fromS !== undefined) return this.#wish.fromS * 1_000;
    return positionMs < durationMs * END_RATIO ? positionMs : 0;
  }

  #take(answer: PlayAnswer): void {
    if (this.state.answer?.sessionId !== answer.sessionId) {
      this.leave();
      const { api } = this.#options;
      this.#beacons = new Beacons(api, answer.sessionId, () => this.#fail(ENDED_ELSEWHERE));
    }
    this.#plan.renew(answer.ocas);
    this.#ears.hear(answer, this.#beacons);
    this.#board.patch({ answer });
  }

  #startEngine(oca: OfferedOca, startMs: number): void {
    const { answer } = this.state;
    if (answer === undefined || this.#createEngine === undefined) return;
    if (this.#engine !== undefined) {
      keepStill(this.#options.video);
      this.#ears.beginSwap();
      this.#engine.destroy();
    }
    const { bufferS } = this.#wish;
    const bufferMs = bufferS === undefined ? answer.player.bufferMs : bufferS * 1_000;
    this.#engine = this.#createEngine(this.#options.video, this.#ears);
    this.#ears.tries(oca.id);
    this.#engine.start({ answer, oca, startMs, bufferMs });
    this.play();
  }

  /**
   * The engine stopped. What it has in its buffer goes on playing while somebody is looked for who
   * answers; then it goes on there, or another engine takes its place when the buffer is nearly empty.
   */
  async #onFailed(what: string, isBroken: boolean): Promise<void> {
    if (this.#board.isOver || this.#isRescuing) return;
    this.#isRescuing = true;
    this.#board.note(isOffline() ? "The network is gone" : plainStop(what));
    this.#board.patch({ fatalErrors: this.state.fatalErrors + 1 });
    this.#plan.failed(this.#ears.triedOca);
    this.#ears.searches();
    const rescued = await this.#rescue.find();
    if (rescued.end === "found") await this.#goOn(rescued.oca, isBroken);
    else if (rescued.end === "given-up" && rescued.wasSilent) this.#fail(NO_CONNECTION);
    else if (rescued.end === "given-up") this.#giveUp("Every cache that was offered was tried");
    this.#isRescuing = false;
  }

  async #goOn(oca: OfferedOca, isBroken: boolean): Promise<void> {
    this.#ears.tries(oca.id);
    if (!isBroken && this.#engine?.resume(oca.id)) return;
    const { video } = this.#options;
    const canPlayOn = () => video.paused || bufferedMs(video) > SWAP_AT_MS;
    const isStarted = this.state.startupMs !== undefined;
    while (isStarted && !isBroken && canPlayOn() && !this.#board.isOver) {
      await pauseOrOnline(LOOK_AGAIN_MS);
    }
    if (!this.#board.isOver) this.#startEngine(oca, this.state.positionMs);
  }

  /** Takes a fresh answer where there is one; a refusal that will not pass ends the session. */
  async #askAgain(): Promise<"taken" | "silent" | "refused"> {
    const answer = await this.#ask({ timeoutMs: ASK_AGAIN_MS });
    if (this.#board.isOver) return "refused";
    if (answer.isOk) {
      this.#take(answer.value);
      return "taken";
    }
    const { status } = answer.failure;
    if (status === 0 || status >= 500 || status === 429) return "silent";
    this.#fail(explainFailure(answer.failure, "play"));
    return "refused";
  }

  #giveUp(text: string): void {
    this.#fail({
      code: "UNPLAYABLE",
      title: "This does not play",
      text: `${text}.`,
      canRetry: true,
    });
  }

  #fail(failure: ErrorText): void {
    if (this.#board.isOver) return;
    this.#beacons?.tell("error", this.state.positionMs, { code: failure.code });
    this.leave();
    keepStill(this.#options.video);
    this.#end();
    this.#board.patch({ phase: "failed", failure, cueTexts: [], trouble: undefined });
  }

  #end(): void {
    this.#unwatch();
    this.#engine?.destroy();
    this.#engine = undefined;
    const { video } = this.#options;
    video.removeAttribute("src");
    video.load();
  }
}
