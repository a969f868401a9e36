import { chooseRung } from "./choose_rung.ts";
import { isMaster, parseMaster } from "./hls/master_playlist.ts";
import { type MediaPlaylist, parseMedia } from "./hls/media_playlist.ts";
import { buildLadder, type Ladder, type LadderRung } from "./ladder.ts";
import type { ClockChange, PlaybackClock } from "./playback_clock.ts";
import { folderUri, rebase } from "./resolve_uri.ts";
import type { Throughput } from "./throughput.ts";
import { type Need, Track } from "./track.ts";

/** What a plan works with. */
export interface MediaPlanOptions {
  readonly clock: PlaybackClock;
  readonly throughput: Throughput;
  readonly maxHeight: number;
  readonly targetBufferMs: number;
}

/** A media playlist and where it came from. */
export interface PlaylistSource {
  readonly text: string;
  /** Its own address. */
  readonly url: string;
  /** Address of the multivariant playlist at the same OCA. */
  readonly ocaUrl: string;
}

/** The sound has one rung, whose bitrate no playlist tells. */
const SOUND = { height: 0, bitrateBps: 0 };

/**
 * Knows the ladder and the tracks of a title, and what each track needs next.
 *
 * Addresses are kept as the first OCA wrote them and moved to whoever is asked, since every OCA has the
 * same files below its own address; so another OCA goes on where the last one stopped.
 */
export class MediaPlan {
  readonly #options: MediaPlanOptions;
  readonly #video = new Track("video");
  #audio: Track | undefined;
  #ladder: Ladder | undefined;
  #tracks: readonly Track[] = [];
  #homeFolder = "";
  /** By the address of a multivariant playlist: an offer has few, and every request needs one. */
  readonly #folders = new Map<string, string>();

  /** Begins without a ladder. */
  constructor(options: MediaPlanOptions) {
    this.#options = options;
  }

  /** Whether the ladder is known. */
  get isOpen(): boolean {
    return this.#ladder !== undefined;
  }

  /** The tracks, video first; none before the ladder is known. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }

  /** The track of a kind; undefined when there is none. */
  track(kind: "video" | "audio" | undefined): Track | undefined {
    const at = kind === "video" ? 0 : kind === "audio" ? 1 : -1;
    return this.#tracks[at];
  }

  /** The rung of the last segment of video. */
  get rung(): LadderRung | undefined {
    return this.#video.rung;
  }

  /** The highest bitrate that may be taken. */
  get topBitrateBps(): number | undefined {
    const rungs = this.#ladder?.rungs ?? [];
    return rungs[rungs.length - 1]?.bitrateBps;
  }

  /** How long the title is; 0 before a playlist told. */
  get durationMs(): number {
    return Math.max(0, ...this.tracks.map(({ durationMs }) => durationMs));
  }

  /** Whether this is a multivariant playlist. */
  canOpen(text: string): boolean {
    return isMaster(text);
  }

  /** Takes the multivariant playlist of an OCA. */
  open(text: string, url: string): void {
    const master = parseMaster(text, url);
    if (master === undefined) return;
    this.#ladder = buildLadder(master, this.#options.maxHeight);
    this.#homeFolder = this.#folderOf(url);
    if (this.#ladder.audioUri !== undefined) this.#audio ??= new Track("audio");
    this.#tracks = this.#audio === undefined ? [this.#video] : [this.#video, this.#audio];
  }

  /** Forgets every address, as their signatures ended; the place in the title stays. */
  close(): void {
    this.#ladder = undefined;
    this.#tracks = [];
    this.#folders.clear();
    this.#video.forgetPlaylists();
    this.#audio?.forgetPlaylists();
  }

  /** When a track asks for more while the picture moves: -Infinity for now, Infinity for never. */
  roomAtMs(track: Track, nowMs: number): number {
    if (track.isComplete) return Infinity;
    const { clock, targetBufferMs } = this.#options;
    const overMs = track.endMs - clock.positionMs - targetBufferMs;
    if (overMs <= 0) return -Infinity;
    return clock.state === "playing" ? nowMs + overMs : Infinity;
  }

  /** What a track needs next. */
  need(track: Track): Need | undefined {
    const choose = () => track.kind === "audio" ? this.#soundRung() : this.#videoRung();
    return track.need(choose);
  }

  /** The address of something at an OCA. */
  locate(uri: string, ocaUrl: string): string {
    return rebase(uri, this.#homeFolder, this.#folderOf(ocaUrl));
  }

  /** Takes the playlist of a rung, as an OCA wrote it; false when it is none. */
  takePlaylist(track: Track, rung: string, source: PlaylistSource): boolean {
    const playlist = parseMedia(source.text, source.url);
    if (playlist === undefined) return false;
    track.takePlaylist(rung, this.#broughtHome(playlist, this.#folderOf(source.ocaUrl)));
    return true;
  }

  /** Tells the clock until when there is media on all tracks. */
  extendClock(nowMs: number): readonly ClockChange[] {
    let lastEndMs = -Infinity;
    let firstOpenEndMs = Infinity;
    for (const { endMs, isComplete } of this.#tracks) {
      lastEndMs = Math.max(lastEndMs, endMs);
      if (!isComplete) firstOpenEndMs = Math.min(firstOpenEndMs, endMs);
    }
    const isComplete = firstOpenEndMs === Infinity && this.isOpen;
    const mediaEndMs = isComplete ? lastEndMs : firstOpenEndMs;
    return this.#options.clock.extend(mediaEndMs, isComplete, nowMs);
  }

  #broughtHome(playlist: MediaPlaylist, folder: string): MediaPlaylist {
    if (folder === this.#homeFolder) return playlist;
    const home = (uri: string) => rebase(uri, folder, this.#homeFolder);
    return {
      initUri: playlist.initUri === undefined ? undefined : home(playlist.initUri),
      segments: playlist.segments.map(({ uri, durationMs }) => ({ uri: home(uri), durationMs })),
    };
  }

  #folderOf(url: string): string {
    let folder = this.#folders.get(url);
    if (folder === undefined) this.#folders.set(url, folder = folderUri(url));
    return folder;
  }

  #videoRung(): LadderRung {
    const { rungs } = this.#ladder as Ladder;
    const { clock, throughput } = this.#options;
    const current = rungs.findIndex(({ name }) => name === this.#video.rung?.name);
    const chosen = chooseRung({
      bitratesBps: rungs.map(({ bitrateBps }) => bitrateBps),
      current: current < 0 ? undefined : current,
      estimateBps: throughput.estimateBps,
      bufferMs: clock.bufferMs,
      segmentMs: this.#video.segmentMs,
      isPlaying: clock.state !== "starting",
    });
    return rungs[chosen] as LadderRung;
  }

  #soundRung(): LadderRung {
    const uri = this.#ladder?.audioUri ?? "";
    return { ...SOUND, name: "sound", uri };
  }
}
