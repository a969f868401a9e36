/// <reference lib="dom" />
import { NO_PLAYBACK, type PlaybackState, publicStatus } from "../player/playback_state.ts";
import type { PlayerActions } from "../view/actions.ts";
import type { Send } from "../view/page_message.ts";
import type { PageState } from "../view/page_state.ts";
import type { PlayRoute, Route } from "../view/route.ts";
import type { Api } from "./api.ts";
import { offerMediaKeys, releaseMediaKeys } from "./media_keys.ts";
import { PlaySession } from "./play_session.ts";

const VOLUME_KEY = "netops.watch.volume";
const MUTED_KEY = "netops.watch.muted";
const CAPTION_KEY = "netops.watch.captions";
/** What unmuting gives somebody who had turned the volume down to nothing. */
const SOME_VOLUME = 0.5;

/** What the deck needs from the page. */
export interface DeckOptions {
  readonly api: Api;
  readonly read: () => PageState;
  readonly send: Send;
  readonly replaceRoute: (route: Route) => void;
  /** A title begins to play, or plays again. */
  readonly onPlaying: () => void;
}

/** The player of the page: one video element, at most one session. */
export class PlayerDeck implements PlayerActions {
  #video: HTMLVideoElement | null = null;
  #session: PlaySession | undefined;
  /** What is being played, as one text; another one is another session. */
  #playing = "";

  constructor(readonly options: DeckOptions) {
    addEventListener("pagehide", () => this.#session?.leave());
    document.addEventListener("fullscreenchange", () => {
      this.#session?.showFullscreen(document.fullscreenElement !== null);
    });
    addEventListener("online", () => {
      const { phase, failure } = this.options.read().playback;
      if (phase === "failed" && failure?.code === "UNREACHABLE") this.retry();
    });
    const read = () => publicStatus(this.options.read().playback);
    Object.defineProperty(globalThis, "netopsPlayer", { get: read });
  }

  readonly attachVideo = (video: HTMLVideoElement | null): void => {
    this.#video = video;
    if (video === null) return this.follow();
    video.volume = Number(localStorage.getItem(VOLUME_KEY) ?? 1);
    video.muted = localStorage.getItem(MUTED_KEY) === "true";
    this.follow();
  };

  /** Begins or ends a session, as the route says. */
  follow(): void {
    const { route, signedIn } = this.options.read();
    const wanted = route.view === "play" && signedIn === "in" && this.#video !== null
      ? JSON.stringify(route)
      : "";
    if (wanted === this.#playing) return;
    this.#playing = wanted;
    this.#session?.close();
    this.#session = undefined;
    releaseMediaKeys();
    this.options.send({ type: "playback", playback: NO_PLAYBACK });
    if (wanted !== "" && route.view === "play") this.#open(route);
  }

  toggle(): void {
    const { phase } = this.options.read().playback;
    if (this.#video === null || phase === "failed") return;
    if (phase === "ended") this.replay();
    else if (this.#video.paused) this.#session?.play();
    else this.#video.pause();
  }

  seekTo(positionMs: number): void {
    const { playback } = this.options.read();
    if (this.#video === null || playback.startupMs === undefined) return;
    const mostMs = Math.max(0, playback.durationMs - 100);
    this.#video.currentTime = Math.min(mostMs, Math.max(0, positionMs)) / 1_000;
  }

  seekBy(deltaMs: number): void {
    if (this.#video !== null) this.seekTo(this.#video.currentTime * 1_000 + deltaMs);
  }

  takeVolume(volumeRatio: number): void {
    if (this.#video === null) return;
    this.#video.volume = Math.min(1, Math.max(0, volumeRatio));
    this.#video.muted = this.#video.volume === 0;
    this.#keepVolume(this.#video);
  }

  toggleMute(): void {
    if (this.#video === null) return;
    this.#video.muted = !this.#video.muted;
    if (!this.#video.muted && this.#video.volume === 0) this.#video.volume = SOME_VOLUME;
    this.#keepVolume(this.#video);
  }

  takeRung(index: number): void {
    this.#session?.takeRung(index);
  }

  takeEngine(engine: PlayRoute["engine"]): void {
    const { route, playback } = this.options.read();
    if (route.view !== "play" || route.engine === engine) return;
    const fromS = Math.floor(playback.positionMs / 1_000);
    this.options.replaceRoute({ ...route, engine, fromS });
  }

  takeCaption(index: number): void {
    this.#session?.takeCaption(index);
    localStorage.setItem(CAPTION_KEY, String(index >= 0));
  }

  toggleCaptions(): void {
    const { captions, wantedCaption } = this.options.read().playback;
    this.takeCaption(wantedCaption >= 0 ? -1 : captions[0]?.index ?? -1);
  }

  toggleFullscreen(): void {
    const player = document.querySelector("[data-player]");
    // A browser may refuse; then the page stays as it is.
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    else void player?.requestFullscreen().catch(() => undefined);
  }

  togglePicture(): void {
    // As above.
    if (document.pictureInPictureElement !== null) {
      void document.exitPictureInPicture().catch(() => undefined);
    } else void this.#video?.requestPictureInPicture().catch(() => undefined);
  }

  replay(): void {
    this.#restart(0);
  }

  retry(): void {
    this.#restart(Math.floor(this.options.read().playback.positionMs / 1_000));
  }

  #publish(playback: PlaybackState): void {
    const before = this.options.read().playback;
    this.options.send({ type: "playback", playback });
    const { answer, phase } = playback;
    if (answer !== undefined && answer !== before.answer) offerMediaKeys(answer.title, this);
    if (phase === "playing" && before.phase !== "playing") this.options.onPlaying();
  }

  #keepVolume({ volume, muted }: HTMLVideoElement): void {
    localStorage.setItem(VOLUME_KEY, String(volume));
    localStorage.setItem(MUTED_KEY, String(muted));
  }

  #restart(fromS: number): void {
    const { route } = this.options.read();
    if (route.view !== "play") return;
    this.#playing = "";
    this.options.replaceRoute({ ...route, fromS });
  }

  #open(route: PlayRoute): void {
    if (this.#video === null) return;
    const { profileId } = this.options.read();
    this.#session = new PlaySession({ ...route, profileId }, {
      video: this.#video,
      api: this.options.api,
      publish: (playback) => this.#publish(playback),
    });
    if (localStorage.getItem(CAPTION_KEY) === "true") this.#session.takeCaption(0);
    void this.#session.open();
  }
}
