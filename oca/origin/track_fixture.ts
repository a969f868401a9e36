import type { TrackInit } from "./init_segment.ts";
import type { Track } from "./track.ts";

const VIDEO: TrackInit = {
  ...{ kind: "video", timescale: 12_288, codecs: "avc1.4d400c", width: 256, height: 144 },
  ...{ channels: 0, sampleRateHz: 0, sampleTicks: 0 },
};
const AUDIO: TrackInit = {
  ...{ kind: "audio", timescale: 48_000, codecs: "mp4a.40.2", width: 0, height: 0 },
  ...{ channels: 2, sampleRateHz: 48_000, sampleTicks: 1024 },
};

/** A track of pictures: seconds and bytes of each segment. */
export function videoTrack(
  folder: string,
  segments: readonly (readonly [seconds: number, bytes: number])[],
): Track {
  return {
    folder,
    init: VIDEO,
    frameRate: 24,
    segments: segments.map(([seconds, sizeBytes]) => ({
      durationTicks: Math.round(seconds * VIDEO.timescale),
      sizeBytes,
    })),
  };
}

/** A track of sound: frames of AAC in each segment. */
export function audioTrack(frames: readonly number[]): Track {
  return {
    folder: "a0",
    init: AUDIO,
    frameRate: 0,
    segments: frames.map((count) => ({ durationTicks: count * 1024, sizeBytes: count * 100 })),
  };
}
