/// <reference lib="dom" />
import type HlsClass from "hls.js";
import type { ErrorData } from "hls.js";
import type { Engine, EngineEvents, EngineStart } from "../player/engine.ts";
import { hlsSettings } from "../player/hls_settings.ts";
import type { RungChoice } from "../player/playback_state.ts";
import { type Forgiver, forgivingSteering, leaveOcas } from "./hls_controllers.ts";

/** The module as it is served. */
type HlsModule = { readonly default: typeof HlsClass };

/** Errors of the media that hls.js may mend itself before the next one is fatal. */
const MOST_MENDED = 2;

/** Plays HLS with hls.js. */
export class HlsEngine implements Engine {
  readonly #Hls: typeof HlsClass;
  readonly #video: HTMLVideoElement;
  readonly #events: EngineEvents;
  #hls: HlsClass | undefined;
  #forgiver: Forgiver | undefined;
  #mended = 0;

  constructor(module: HlsModule, video: HTMLVideoElement, events: EngineEvents) {
    this.#Hls = module.default;
    this.#video = video;
    this.#events = events;
  }

  start(start: EngineStart): void {
    const Hls = this.#Hls;
    const hls = new Hls({
      ...hlsSettings(start),
      errorController: leaveOcas(Hls),
      ...forgivingSteering(Hls, (forgiver) => this.#forgiver = forgiver),
    });
    this.#hls = hls;
    const { Events } = Hls;
    hls.on(Events.FRAG_LOADED, (_, { frag }) => {
      if (frag.type === "main") this.#events.served(frag.url);
    });
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
    hls.on(Events.MANIFEST_PARSED, () => this.#capLevels(start.answer.maxHeight));
    hls.on(Events.LEVEL_SWITCHED, (_, { level }) => {
      const rung = this.#rungs()[level];
      if (rung !== undefined) this.#events.rung(rung);
    });
    hls.on(Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => {
      this.#events.captions(subtitleTracks.map(({ lang = "", name }, index) => ({
        index,
        language: lang,
        label: name || lang,
      })));
    });
    hls.on(Events.CUES_PARSED, (_, { cues }) => {
      this.#events.cues((cues as VTTCue[]).map(({ startTime, endTime, text }) => ({
        startMs: startTime * 1_000,
        endMs: endTime * 1_000,
        text,
      })));
    });
    hls.loadSource(start.oca.hlsUrl);
    hls.attachMedia(this.#video);
  }

  takeRung(index: number): void {
    if (this.#hls !== undefined) this.#hls.nextLevel = index;
  }

  takeCaption(index: number): void {
    if (this.#hls !== undefined) this.#hls.subtitleTrack = index;
  }

  resume(oca: string): boolean {
    if (this.#forgiver?.forgive(oca) !== true) return false;
    this.#hls?.startLoad();
    return true;
  }

  destroy(): void {
    this.#hls?.destroy();
    this.#hls = undefined;
  }

  #rungs(): RungChoice[] {
    return (this.#hls?.levels ?? []).map(({ height, bitrate }, index) => ({
      index,
      height,
      bitrateBps: bitrate,
    }));
  }

  #capLevels(maxHeight: number): void {
    const rungs = this.#rungs();
    this.#events.rungs(rungs.filter(({ height }) => height <= maxHeight));
    const most = rungs.findLastIndex(({ height }) => height <= maxHeight);
    if (this.#hls !== undefined && most >= 0) this.#hls.autoLevelCapping = most;
  }

  #onError(data: ErrorData): void {
    const url = data.frag?.url ?? data.context?.url ?? data.url;
    const status = data.response?.code;
    const what = status === undefined || status === 0 ? data.details : `HTTP ${status}`;
    if (data.type === "networkError" && url !== undefined) this.#events.stumbled(url, what);
    if (!data.fatal) return;
    if (data.type === "networkError") this.#events.failed(what);
    else if (data.type === "mediaError" && this.#mended++ < MOST_MENDED) {
      this.#hls?.recoverMediaError();
    } else this.#events.breaks(what);
  }
}
