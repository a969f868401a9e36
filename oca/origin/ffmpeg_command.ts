import type { LadderRung } from "./ladder.ts";
import type { MovieFacts } from "./movie_facts.ts";

/** What every title is cut into. */
export const SEGMENT_S = 2;

/** Sound ends so much before the pictures: hls.js never says `ended` where it ends after them. */
const SOUND_SHORTER_S = 0.1;
const SOUND_BPS = 128_000;
const SOUND_HZ = 48_000;
const POSTER_HEIGHT = 360;

/**
 * Containers that are movies. Without this list a playlist that somebody uploads as a movie would be
 * followed to every file and address that it names.
 */
const CONTAINERS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf";

const GUARDS = ["-protocol_whitelist", "file,pipe", "-format_whitelist", CONTAINERS] as const;

/** One thread: the platform beside it must stay quick. */
const CALM = ["-threads", "1", "-filter_threads", "1"] as const;

/** The same movie gives the same bytes: no dates, no names of versions. */
const SAME_BYTES = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"] as const;

/** Asks ffprobe for the streams of a file as JSON. */
export function probeArgs(source: string): string[] {
  return ["-v", "error", ...GUARDS, "-of", "json", "-show_format", "-show_streams", source];
}

/** Encodes one rung into a folder: H.264 main, a closed group of pictures for each segment. */
export function rungArgs(
  source: string,
  rung: LadderRung,
  options: { readonly movie: MovieFacts; readonly dir: string },
): string[] {
  const { index, frameRate: { count, perS } } = options.movie.video;
  // A group of at least one segment, in whole pictures.
  const group = String(Math.ceil((SEGMENT_S * count) / perS - 0.01));
  const pictures = [
    `fps=fps=${count}/${perS}:start_time=0`,
    `scale=${rung.width}:${rung.height}:flags=bicubic`,
    "setsar=1",
    "format=yuv420p",
  ].join(",");
  return [
    ...begin(source),
    ...["-map", `0:${index}`, "-vf", pictures, "-c:v", "libx264", "-profile:v", "main"],
    ...["-preset", "veryfast", "-crf", "23", "-maxrate", String(rung.ceilingBps)],
    ...["-bufsize", String(rung.ceilingBps * 2), "-bf", "0", "-g", group, "-keyint_min", group],
    // A segment ends at the first key picture after its time, so that every group is one.
    ...["-sc_threshold", "0", "-flags:v", "+bitexact", ...end(options.dir, SEGMENT_S - 0.1)],
    ...pulse(`0:${index}`),
  ];
}

/** What the sound is made of. */
export interface SoundOptions {
  readonly movie: MovieFacts;
  readonly dir: string;
  /** How long the encoded pictures are. */
  readonly picturesS: number;
}

/** Encodes the sound as stereo AAC, silence where the movie has none, as long as the pictures. */
export function soundArgs(source: string, { movie, dir, picturesS }: SoundOptions): string[] {
  const lengthS = Math.max(0.1, picturesS - SOUND_SHORTER_S).toFixed(3);
  const shape = ["-ac", "2", "-ar", String(SOUND_HZ), "-t", lengthS];
  const coder = ["-c:a", "aac", "-b:a", String(SOUND_BPS), "-flags:a", "+bitexact"];
  if (movie.audio === undefined) {
    return [
      ...start(),
      ...["-f", "lavfi", "-i", `anullsrc=r=${SOUND_HZ}:cl=stereo`, "-map", "0:a"],
      ...[...shape, ...coder, ...end(dir, SEGMENT_S), ...pulse("0:a", ["-t", lengthS])],
    ];
  }
  const { index } = movie.audio;
  return [
    ...begin(source),
    ...["-map", `0:${index}`, "-af", `aresample=${SOUND_HZ}:async=1:first_pts=0,apad`],
    ...[...shape, ...coder, ...end(dir, SEGMENT_S), ...pulse(`0:${index}`)],
  ];
}

/** Turns one track of captions into WebVTT. */
export function captionArgs(source: string, index: number, path: string): string[] {
  return [
    ...begin(source),
    ...["-map", `0:${index}`, "-c:s", "webvtt", "-f", "webvtt", ...SAME_BYTES, path],
    ...pulse(`0:${index}`),
  ];
}

/** Takes a still from a tenth into the movie. */
export function posterArgs(source: string, movie: MovieFacts, path: string): string[] {
  const height = Math.min(movie.video.height, POSTER_HEIGHT);
  return [
    ...start(),
    ...["-ss", (movie.durationS / 10).toFixed(3), ...GUARDS, "-i", source],
    ...["-map", `0:${movie.video.index}`, "-frames:v", "1", "-q:v", "4"],
    ...["-vf", `scale=-2:${height},setsar=1,format=yuvj420p`, "-flags:v", "+bitexact"],
    ...[...SAME_BYTES, ...CALM, "-f", "image2", "-update", "1", path],
  ];
}

function start(): string[] {
  return ["-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-progress", "pipe:1"];
}

function begin(source: string): string[] {
  return [...start(), "-threads", "1", ...GUARDS, "-i", source];
}

function end(dir: string, segmentS: number): string[] {
  return [
    ...[...CALM, ...SAME_BYTES, "-f", "hls", "-hls_segment_type", "fmp4"],
    ...["-hls_time", String(segmentS), "-hls_playlist_type", "vod", "-start_number", "1"],
    ...["-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", `${dir}/%d.m4s`],
    `${dir}/playlist.m3u8`,
  ];
}

/**
 * A second output to our pipe. When we are gone it cannot be written, and ffmpeg ends with it: it does
 * not look at what becomes of `-progress`, and it ignores SIGPIPE.
 */
function pulse(stream: string, limits: readonly string[] = []): string[] {
  return [
    "-map",
    stream,
    ...limits,
    "-c",
    "copy",
    "-f",
    "framecrc",
    "-flush_packets",
    "1",
    "pipe:1",
  ];
}
