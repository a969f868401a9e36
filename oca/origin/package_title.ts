import { join } from "node:path";
import type { CaptionTrack, PackagedFile, TitlePackage } from "@netops/core/contracts";
import { dashManifest } from "./dash_manifest.ts";
import { captionPlaylist, languageName, masterPlaylist, mediaPlaylist } from "./hls_playlists.ts";
import { titleSeconds } from "./hls_playlists.ts";
import { checkLadder, readTrack } from "./read_track.ts";
import { averageBps, type TitleTracks, type Track } from "./track.ts";

/** Name of the file that describes a packaged title; it is no part of the title itself. */
export const TITLE_FILE = "title.json";

/** What the files of a title do not say about it. */
export interface TitleNames {
  readonly titleId: string;
  readonly title: string;
  /** BCP 47; `zxx` when nobody speaks. */
  readonly audioLanguage: string;
  /** Languages of `captions/<language>.vtt`. */
  readonly captionLanguages: readonly string[];
  readonly segmentMs: number;
}

/**
 * Writes the playlists and the MPD over the tracks in a folder, and describes the whole.
 *
 * The folder holds `v0` … `vN`, `a0` and `captions/<language>.vtt`. Everything is read and checked on
 * the way, so what comes back is a title that plays.
 *
 * @throws {RangeError} when a segment is broken or the rungs are not cut alike
 */
export async function packageTitle(dir: string, names: TitleNames): Promise<TitlePackage> {
  const tracks = await readTracks(dir);
  const about = describeTracks(tracks, names);
  await writeManifests(dir, tracks, about);
  const files = await hashFiles(dir);
  return {
    titleId: names.titleId,
    version: await versionOf(files),
    title: names.title,
    durationMs: Math.round(titleSeconds(tracks) * 1000),
    segmentMs: names.segmentMs,
    rungs: tracks.video.map((track) => ({
      name: track.folder,
      width: track.init.width,
      height: track.init.height,
      bitrateBps: averageBps(track),
      codecs: track.init.codecs,
    })),
    audio: [about.audio],
    captions: about.captions,
    files,
  };
}

/**
 * The version of a title: the first 16 hex digits of the SHA-256 over the sorted lines `path sha256`.
 */
export async function versionOf(files: readonly PackagedFile[]): Promise<string> {
  const lines = files.map((file) => `${file.path} ${file.sha256}\n`).sort().join("");
  return (await hashOf(new TextEncoder().encode(lines))).slice(0, 16);
}

/** The SHA-256 of some bytes in hex. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.toHex();
}

async function readTracks(dir: string): Promise<TitleTracks> {
  const folders = [...Deno.readDirSync(dir)].map((entry) => entry.name)
    .filter((name) => /^v\d+$/.test(name))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  const video: Track[] = [];
  for (const folder of folders) video.push(await readTrack(dir, folder));
  checkLadder(video);
  return { video, audio: await readTrack(dir, "a0") };
}

function describeTracks({ audio }: TitleTracks, names: TitleNames) {
  const captions = names.captionLanguages.map((language): CaptionTrack => ({
    language,
    label: languageName(language),
    path: `captions/${language}.vtt`,
  }));
  return {
    captions,
    audio: {
      name: audio.folder,
      language: names.audioLanguage,
      bitrateBps: averageBps(audio),
      codecs: audio.init.codecs,
    },
  };
}

async function writeManifests(
  dir: string,
  tracks: TitleTracks,
  about: ReturnType<typeof describeTracks>,
): Promise<void> {
  for (const track of [...tracks.video, tracks.audio]) {
    await Deno.writeTextFile(join(dir, track.folder, "playlist.m3u8"), mediaPlaylist(track));
  }
  for (const { language } of about.captions) {
    const text = captionPlaylist(`${language}.vtt`, titleSeconds(tracks));
    await Deno.writeTextFile(join(dir, "captions", `${language}.m3u8`), text);
  }
  await Deno.writeTextFile(join(dir, "master.m3u8"), masterPlaylist(tracks, about));
  await Deno.writeTextFile(join(dir, "manifest.mpd"), dashManifest(tracks, about));
}

async function hashFiles(dir: string): Promise<PackagedFile[]> {
  const files: PackagedFile[] = [];
  for (const path of pathsBelow(dir, "").sort()) {
    if (path === TITLE_FILE) continue;
    const bytes = await Deno.readFile(join(dir, path));
    files.push({ path, sizeBytes: bytes.byteLength, sha256: await hashOf(bytes) });
  }
  return files;
}

function pathsBelow(dir: string, prefix: string): string[] {
  return [...Deno.readDirSync(join(dir, prefix))].flatMap((entry) =>
    entry.isDirectory ? pathsBelow(dir, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]
  );
}
