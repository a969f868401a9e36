import { join } from "node:path";
import { PICTURE } from "./draw.ts";

/** One rung of a built-in title. */
export interface Rung {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Constant rate factor of x264: the smaller the better the picture. */
  readonly quality: number;
}

/** What the rungs of one title are made from. */
export interface Source {
  /** All pictures as rgb24. */
  readonly pictures: string;
  readonly title: string;
  readonly segmentS: number;
}

const FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
const MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf";
const SAME_BYTES = ["-map_metadata", "-1", "-fflags", "+bitexact", "-threads", "1"];

/** Encodes one rung: H.264 main, closed groups of one segment, title, rung and time code burnt in. */
export async function encodeRung(dir: string, rung: Rung, source: Source): Promise<void> {
  const { width, height, quality } = rung;
  const group = PICTURE.ratePerS * source.segmentS;
  const pictures = [
    `scale=${width}:${height}:flags=lanczos`,
    ...labels(height, source.title),
    "format=yuv420p",
  ].join(",");
  await ffmpeg([
    ...inputOf(source.pictures),
    ...["-vf", pictures, "-c:v", "libx264", "-profile:v", "main", "-preset", "veryslow"],
    ...["-crf", String(quality), "-bf", "0", "-g", String(group), "-keyint_min", String(group)],
    ...["-x264-params", "scenecut=0:open-gop=0:cpu-independent=1", "-flags:v", "+bitexact"],
    ...SAME_BYTES,
    ...segmentsOf(join(dir, rung.name), source.segmentS),
  ], join(dir, rung.name));
}

/** Encodes the sound as a track of its own. */
export async function encodeSound(dir: string, pcm: string, segmentS: number): Promise<void> {
  await ffmpeg([
    ...["-f", "s16le", "-ar", "48000", "-ac", "2", "-i", pcm],
    ...["-c:a", "aac", "-b:a", "40k", "-flags:a", "+bitexact"],
    ...SAME_BYTES,
    ...segmentsOf(join(dir, "a0"), segmentS),
  ], join(dir, "a0"));
}

/** Makes `poster.jpg` from the picture at 6 s. */
export async function stillPicture(dir: string, pictures: string, title: string): Promise<void> {
  const at = `select='eq(n,${6 * PICTURE.ratePerS})'`;
  await ffmpeg([
    ...inputOf(pictures),
    ...["-vf", `${at},${labels(PICTURE.height, title)[0]}`, "-frames:v", "1", "-q:v", "4"],
    ...["-flags:v", "+bitexact", ...SAME_BYTES, join(dir, "poster.jpg")],
  ], dir);
}

function inputOf(pictures: string): string[] {
  const { width, height, ratePerS } = PICTURE;
  return [
    ...["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`],
    ...["-r", String(ratePerS), "-i", pictures],
  ];
}

function segmentsOf(folder: string, segmentS: number): string[] {
  return [
    ...["-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", String(segmentS)],
    ...["-hls_playlist_type", "vod", "-start_number", "1", "-hls_fmp4_init_filename", "init.mp4"],
    ...["-hls_segment_filename", join(folder, "%d.m4s"), join(folder, "playlist.m3u8")],
  ];
}

/** Title at the top left, rung at the top right, time code below it. */
function labels(height: number, title: string): string[] {
  const edge = Math.round(height / 24);
  const style = (size: number, font: string) =>
    `fontfile=${font}:fontsize=${Math.round(height / size)}:fontcolor=white:` +
    `box=1:boxcolor=black@0.55:boxborderw=${Math.round(height / 60)}`;
  return [
    `drawtext=${style(13, FONT)}:x=${edge}:y=${edge}:text='${title}'`,
    `drawtext=${style(13, FONT)}:x=w-tw-${edge}:y=${edge}:text='${height}p'`,
    `drawtext=${style(16, MONO)}:x=w-tw-${edge}:y=h-th-${edge}:` +
    `timecode='00\\:00\\:00\\:00':rate=${PICTURE.ratePerS}`,
  ];
}

async function ffmpeg(args: readonly string[], dir: string): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", ...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
