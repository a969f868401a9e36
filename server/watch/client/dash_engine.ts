/// <reference lib="dom" />
import type { MediaPlayerClass, Representation } from "dashjs";
import { dashSettings } from "../player/dash_settings.ts";
import type { Engine, EngineEvents, EngineStart } from "../player/engine.ts";
import type { RungChoice } from "../player/playback_state.ts";
import { untilOnline } from "./network.ts";

/** The module as it is served. */
interface DashModule {
  readonly MediaPlayer: () => { create(): MediaPlayerClass };
}

/** What dash.js reports of one file. */
interface FileReport {
  readonly request?: { readonly url?: string; readonly mediaType?: string };
  /** Null when the file came. */
  readonly error?: { readonly message?: string } | null;
}

/** What dash.js reports when it cannot go on by itself, or just lost one file. */
interface ErrorReport {
  readonly error?: { readonly code?: number; readonly message?: string };
}

/** What dash.js last heard from steering. */
interface SteeringFacts {
  readonly pathwayClones?: readonly unknown[];
}

/** A caption as dash.js enters it. */
interface CueReport {
  readonly startTime: number;
  readonly endTime: number;
  readonly text?: string;
}

/**
 * Errors that dash.js cannot go on after: a manifest that cannot be had or read, no base URL left, data
 * that cannot be appended, no Media Source. All others are about one file, or about steering.
 */
const FATAL_ERRORS: ReadonlySet<number> = new Set([10, 11, 19, 20, 22, 23, 25]);

/** Plays DASH with dash.js. */
export class DashEngine implements Engine {
  readonly #player: MediaPlayerClass;
  readonly #video: HTMLVideoElement;
  readonly #events: EngineEvents;
  /** Origins that lost a file since the last one came. */
  readonly #lostAt = new Set<string>();
  #lostAtMs = -Infinity;

  constructor(module: DashModule, video: HTMLVideoElement, events: EngineEvents) {
    this.#player = module.MediaPlayer().create();
    this.#video = video;
    this.#events = events;
  }

  start(start: EngineStart): void {
    const player = this.#player;
    player.updateSettings(dashSettings(start));
    // Without a network every OCA would be blamed, and none be left when it is back.
    player.addRequestInterceptor(async (request) => {
      await untilOnline(this.#lostAtMs);
      return request;
    });
    player.on("fragmentLoadingCompleted", (report: FileReport) => this.#onFile(report));
    player.on("error", (report: ErrorReport) => this.#onError(report));
    player.on("streamInitialized", () => this.#onStream(start.answer.maxHeight));
    player.on("qualityChangeRendered", (report: { mediaType?: string }) => {
      if (report.mediaType === "video") this.#tellRung();
    });
    // It may pause a frame before the end, where the element itself says nothing.
    player.on("playbackEnded", () => this.#events.ends());
    player.on("cueEnter", (cue: CueReport) => {
      const { startTime, endTime, text = "" } = cue;
      this.#events.cues([{ startMs: startTime * 1_000, endMs: endTime * 1_000, text }]);
    });
    player.initialize(this.#video, start.oca.dashUrl, false, start.startMs / 1_000);
  }

  takeRung(index: number): void {
    this.#player.updateSettings({
      streaming: { abr: { autoSwitchBitrate: { video: index < 0 } } },
    });
    if (index >= 0) this.#player.setRepresentationForTypeByIndex("video", index);
  }

  takeCaption(index: number): void {
    this.#player.enableText(index >= 0);
    this.#player.setTextTrack(index);
  }

  /** dash.js leaves an OCA for good; only a new player asks it again. */
  resume(): boolean {
    return false;
  }

  destroy(): void {
    this.#player.destroy();
  }

  #onFile({ request, error }: FileReport): void {
    const url = request?.url;
    if (url === undefined) return;
    if (error !== undefined && error !== null) {
      this.#lostAt.add(new URL(url).origin);
      this.#lostAtMs = performance.now();
      this.#events.stumbled(url, error.message ?? "no answer");
      if (this.#lostAt.size >= this.#places()) this.#events.failed(error.message ?? "no answer");
      return;
    }
    this.#lostAt.clear();
    if (request?.mediaType === "video") this.#events.served(url);
  }

  /** How many places it knows: dash.js says nothing when it has run out of them, and waits for ever. */
  #places(): number {
    const steered = this.#player.getCurrentSteeringResponseData() as SteeringFacts | null;
    const clones = steered?.pathwayClones?.length ?? 0;
    return Math.max(1 + clones, this.#player.getAvailableBaseUrls().length);
  }

  #onError({ error }: ErrorReport): void {
    if (error?.code === undefined || !FATAL_ERRORS.has(error.code)) return;
    this.#events.failed(error.message ?? "the player gave up");
  }

  #onStream(maxHeight: number): void {
    // It asks steering when it hears the element begin to play, which may have been before it listened.
    void this.#player.triggerSteeringRequest();
    const rungs = this.#player.getRepresentationsByType("video").map(rungOf);
    const allowed = rungs.filter(({ height }) => height <= maxHeight);
    const most = allowed.at(-1);
    if (most !== undefined && allowed.length < rungs.length) {
      this.#player.updateSettings({
        streaming: { abr: { maxBitrate: { video: Math.ceil(most.bitrateBps / 1_000) } } },
      });
    }
    this.#events.rungs(allowed);
    this.#tellRung();
    this.#events.captions(
      this.#player.getTracksFor("text").map(({ lang, labels }, index) => {
        const language = lang ?? "";
        return { index, language, label: labels[0]?.text ?? language };
      }),
    );
  }

  #tellRung(): void {
    const now = this.#player.getCurrentRepresentationForType("video");
    if (now !== null) this.#events.rung(rungOf(now));
  }
}

function rungOf({ absoluteIndex, height, bandwidth }: Representation): RungChoice {
  return { index: absoluteIndex, height, bitrateBps: bandwidth };
}
