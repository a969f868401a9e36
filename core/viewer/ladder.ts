import type { MasterPlaylist, Variant } from "./hls/master_playlist.ts";

/** One rung, as the viewer takes it. */
export interface LadderRung {
  /** The same on every OCA. */
  readonly name: string;
  readonly height: number;
  readonly bitrateBps: number;
  /** Address of its media playlist. */
  readonly uri: string;
}

/** What a title can be played from. */
export interface Ladder {
  /** Lowest bitrate first; at least one. */
  readonly rungs: readonly LadderRung[];
  /** Address of the sound's media playlist; undefined when the rungs carry it. */
  readonly audioUri: string | undefined;
}

/**
 * Makes a ladder of the first pathway of a playlist, without rungs that are too high; the lowest always
 * stays.
 */
export function buildLadder({ variants, renditions }: MasterPlaylist, maxHeight: number): Ladder {
  const pathway = variants[0]?.pathway;
  const own = variants.filter((variant) => variant.pathway === pathway)
    .sort((one, other) => one.bitrateBps - other.bitrateBps);
  const fitting = own.filter((variant) => variant.height <= maxHeight);
  const kept = fitting.length > 0 ? fitting : own.slice(0, 1);
  const group = kept[0]?.audioGroup;
  const sounds = renditions.filter((one) =>
    one.type === "AUDIO" && one.group === group && one.uri !== undefined
  );
  const sound = sounds.find(({ isDefault }) => isDefault) ?? sounds[0];
  return { rungs: kept.map(toRung), audioUri: sound?.uri };
}

function toRung(variant: Variant): LadderRung {
  const { uri, height, bitrateBps } = variant;
  return { name: variant.stableId ?? folderName(uri), height, bitrateBps, uri };
}

/** The folder that a playlist stands in: `v0` of `…/v0/playlist.m3u8`. */
function folderName(uri: string): string {
  const path = uri.split("?")[0] ?? "";
  const names = path.split("/");
  return names[names.length - 2] ?? path;
}
