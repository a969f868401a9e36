import type { TrackInit } from "./init_segment.ts";

/** One segment as the playlists need it. */
export interface TrackSegment {
  readonly durationTicks: number;
  readonly sizeBytes: number;
}

/** One folder of a packaged title: `init.mp4` and `1.m4s` on. */
export interface Track {
  /** `v0`, `a0`. */
  readonly folder: string;
  readonly init: TrackInit;
  readonly segments: readonly TrackSegment[];
  /** Pictures per second; 0 for sound. */
  readonly frameRate: number;
}

/** What a whole track lasts. */
export function durationS(track: Track): number {
  return track.segments.reduce((sum, one) => sum + one.durationTicks, 0) / track.init.timescale;
}

/** Bits of the segments over their time, in b/s. */
export function averageBps(track: Track): number {
  const bytes = track.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return Math.ceil((bytes * 8) / durationS(track));
}

/**
 * The most that any segment takes, in b/s.
 *
 * A last segment that is much shorter than the others counts as one of half their length: its boxes
 * alone would else make it the peak. Source: RFC 8216, section 4.3.4.2 (peak segment bit rate).
 */
export function peakBps(track: Track): number {
  const longestS = Math.max(...track.segments.map((one) => one.durationTicks)) /
    track.init.timescale;
  return Math.ceil(
    Math.max(
      ...track.segments.map(({ durationTicks, sizeBytes }) =>
        (sizeBytes * 8) / Math.max(durationTicks / track.init.timescale, longestS / 2)
      ),
    ),
  );
}

/** The tracks of a title by what they are, pictures from the lowest rung up. */
export interface TitleTracks {
  readonly video: readonly Track[];
  readonly audio: Track;
}
