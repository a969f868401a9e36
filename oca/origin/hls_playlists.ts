import type { AudioTrack, CaptionTrack } from "@netops/core/contracts";
import { averageBps, durationS, peakBps, type TitleTracks, type Track } from "./track.ts";

const VERSION = 7;

/** The playlist of one track. Source: RFC 8216, section 4.3. */
export function mediaPlaylist(track: Track): string {
  const seconds = track.segments.map((one) => one.durationTicks / track.init.timescale);
  return lines([
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${Math.round(Math.max(...seconds))}`,
    "#EXT-X-MEDIA-SEQUENCE:1",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    '#EXT-X-MAP:URI="init.mp4"',
    ...seconds.flatMap((second, index) => [`#EXTINF:${second.toFixed(6)},`, `${index + 1}.m4s`]),
    "#EXT-X-ENDLIST",
  ]);
}

/** The playlist of one track of captions: the whole file as one segment. */
export function captionPlaylist(file: string, lengthS: number): string {
  return lines([
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${Math.ceil(lengthS)}`,
    "#EXT-X-MEDIA-SEQUENCE:1",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    `#EXTINF:${lengthS.toFixed(6)},`,
    file,
    "#EXT-X-ENDLIST",
  ]);
}

/** What the master playlist says of the sound and the captions besides the tracks. */
export interface Renditions {
  readonly audio: AudioTrack;
  readonly captions: readonly CaptionTrack[];
}

/** The master playlist: rungs from the lowest up, one rendition of sound, captions. */
export function masterPlaylist(tracks: TitleTracks, renditions: Renditions): string {
  const { audio, captions } = renditions;
  return lines([
    "#EXTM3U",
    `#EXT-X-VERSION:${VERSION}`,
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="${quoted(languageName(audio.language))}",` +
    `LANGUAGE="${audio.language}",DEFAULT=YES,AUTOSELECT=YES,` +
    `CHANNELS="${tracks.audio.init.channels}",URI="${tracks.audio.folder}/playlist.m3u8"`,
    ...captions.map((caption) =>
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="${quoted(caption.label)}",` +
      `LANGUAGE="${caption.language}",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,` +
      `URI="${caption.path.replace(/\.vtt$/, ".m3u8")}"`
    ),
    ...tracks.video.flatMap((video) => [
      streamInf(video, tracks.audio) + (captions.length > 0 ? ',SUBTITLES="captions"' : ""),
      `${video.folder}/playlist.m3u8`,
    ]),
  ]);
}

function streamInf(video: Track, audio: Track): string {
  const { width, height, codecs } = video.init;
  return `#EXT-X-STREAM-INF:BANDWIDTH=${peakBps(video) + peakBps(audio)},` +
    `AVERAGE-BANDWIDTH=${averageBps(video) + averageBps(audio)},` +
    `CODECS="${codecs},${audio.init.codecs}",RESOLUTION=${width}x${height},` +
    `FRAME-RATE=${video.frameRate.toFixed(3)},AUDIO="audio"`;
}

/** What a language is called in itself: `de` is `Deutsch`. The tag where nobody knows it. */
export function languageName(tag: string): string {
  if (tag === "zxx") return "No speech";
  if (tag === "und") return "Unknown";
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // Not a tag that the standard knows: it stands for itself.
  }
}

/** A quoted string of a playlist has no quotes and no line ends. Source: RFC 8216, section 4.2. */
function quoted(text: string): string {
  return text.replaceAll(/["\r\n]/g, "'");
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

/** How long the pictures last: what a player shows as the length of the title. */
export function titleSeconds(tracks: TitleTracks): number {
  return Math.max(...tracks.video.map(durationS));
}
