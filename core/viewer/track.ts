import type { MediaPlaylist } from "./hls/media_playlist.ts";
import type { LadderRung } from "./ladder.ts";
import type { Purpose } from "./viewer_wire.ts";

/** What a track needs next. */
export interface Need {
  readonly purpose: Exclude<Purpose, "master" | "watch">;
  readonly uri: string;
  readonly rung: LadderRung;
  readonly index: number | undefined;
  readonly durationMs: number;
}

/** Segments of this length are expected before a playlist tells. */
const USUAL_SEGMENT_MS = 2_000;

/**
 * Fetches one kind of media segment by segment: the playlist of a rung when it is first taken, its init
 * segment, then the segment that is next. None is skipped and none comes twice, whatever the rung.
 *
 * Rungs of a ladder have the same segment boundaries. Source: ISO/IEC 23000-19 (CMAF), switching sets.
 */
export class Track {
  /** Tries at the OCA that is asked now. */
  attempts = 0;
  /** Nothing is asked for before. */
  retryAtMs = -Infinity;
  /** How often this segment was given up for being slow. */
  slowEnds = 0;
  readonly kind: "video" | "audio";
  readonly #playlists = new Map<string, MediaPlaylist>();
  readonly #initialized = new Set<string>();
  #planned: LadderRung | undefined;
  #nextIndex = 0;
  #endMs = 0;
  #durationMs = 0;
  #isComplete = false;
  #rung: LadderRung | undefined;

  /** Begins with the first segment. */
  constructor(kind: "video" | "audio") {
    this.kind = kind;
  }

  /** Until when this track has media. */
  get endMs(): number {
    return this.#endMs;
  }

  /** Whether the last segment came. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** The rung of the last segment that came. */
  get rung(): LadderRung | undefined {
    return this.#rung;
  }

  /** How long the next segment is, as far as a playlist told. */
  get segmentMs(): number {
    const playlist = this.#playlists.get(this.#rung?.name ?? "");
    return playlist?.segments[this.#nextIndex]?.durationMs ?? USUAL_SEGMENT_MS;
  }

  /** How long the whole track is; 0 before a playlist told. */
  get durationMs(): number {
    return this.#durationMs;
  }

  /** The smallest thing that every OCA has of this track; undefined before a playlist told. */
  get smallestUri(): string | undefined {
    const [playlist] = this.#playlists.values();
    return playlist?.initUri ?? playlist?.segments[0]?.uri;
  }

  /** What to fetch next; the rung is chosen once for each segment. Undefined when all is there. */
  need(choose: () => LadderRung): Need | undefined {
    if (this.#isComplete) return undefined;
    const rung = this.#planned ??= choose();
    const playlist = this.#playlists.get(rung.name);
    const facts = { rung, index: undefined, durationMs: 0 };
    if (playlist === undefined) return { ...facts, purpose: "playlist", uri: rung.uri };
    const { initUri, segments } = playlist;
    if (initUri !== undefined && !this.#initialized.has(rung.name)) {
      return { ...facts, purpose: "init", uri: initUri };
    }
    const index = this.#nextIndex;
    const segment = segments[index];
    if (segment === undefined) return undefined;
    return { ...segment, purpose: "segment", rung, index };
  }

  /** Takes the playlist of a rung. */
  takePlaylist(rung: string, playlist: MediaPlaylist): void {
    if (this.#playlists.size === 0) {
      this.#durationMs = playlist.segments.reduce((sumMs, { durationMs }) => sumMs + durationMs, 0);
    }
    this.#playlists.set(rung, playlist);
    this.#settle();
    this.#isComplete ||= this.#nextIndex >= playlist.segments.length;
  }

  /** Takes the init segment of a rung. */
  takeInit(rung: string): void {
    this.#initialized.add(rung);
    this.#settle();
  }

  /** Takes the next segment; true when its rung is another one than before. */
  takeSegment(rung: LadderRung, durationMs: number): boolean {
    const isSwitch = this.#rung !== undefined && this.#rung.name !== rung.name;
    this.#rung = rung;
    this.#nextIndex++;
    this.#endMs += durationMs;
    const segments = this.#playlists.get(rung.name)?.segments ?? [];
    this.#isComplete = this.#nextIndex >= segments.length;
    this.#planned = undefined;
    this.slowEnds = 0;
    this.#settle();
    return isSwitch;
  }

  /** Lets the rung of the next segment be chosen anew. */
  replan(): void {
    this.#planned = undefined;
  }

  /** Forgets playlists, whose signatures ended; the place in the title stays. */
  forgetPlaylists(): void {
    this.#playlists.clear();
    this.#durationMs = 0;
    this.#planned = undefined;
    this.#settle();
  }

  #settle(): void {
    this.attempts = 0;
    this.retryAtMs = -Infinity;
  }
}
