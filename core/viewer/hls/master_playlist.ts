import { resolveUri } from "../resolve_uri.ts";
import { playlistLines, readAttributes } from "./attributes.ts";

/** One way to play a title: a rung of the ladder, and the group that its sound comes from. */
export interface Variant {
  readonly uri: string;
  /** Peak of video and sound together. */
  readonly bitrateBps: number;
  readonly width: number;
  readonly height: number;
  /** Group of renditions that carries its sound; undefined when it carries its own. */
  readonly audioGroup: string | undefined;
  readonly pathway: string;
  /** `STABLE-VARIANT-ID`: the same on every OCA. */
  readonly stableId: string | undefined;
}

/** A rendition besides the video: sound or captions. */
export interface Rendition {
  readonly type: string;
  readonly group: string;
  readonly name: string;
  readonly language: string;
  readonly isDefault: boolean;
  /** Undefined when the variants carry it. */
  readonly uri: string | undefined;
  readonly stableId: string | undefined;
}

/** A multivariant playlist. */
export interface MasterPlaylist {
  /** As they stand in the playlist. */
  readonly variants: readonly Variant[];
  readonly renditions: readonly Rendition[];
}

/**
 * Parses a multivariant playlist; addresses come out absolute. Undefined when it is none.
 *
 * Source: RFC 8216, section 4.3.4; RFC 8216bis for pathways and stable ids.
 */
export function parseMaster(text: string, uri: string): MasterPlaylist | undefined {
  const lines = playlistLines(text);
  if (lines === undefined) return undefined;
  const variants: Variant[] = [];
  const renditions: Rendition[] = [];
  lines.forEach((line, index) => {
    const next = lines[index + 1];
    if (line.startsWith("#EXT-X-STREAM-INF:") && next !== undefined && !next.startsWith("#")) {
      variants.push(readVariant(line, resolveUri(uri, next)));
    } else if (line.startsWith("#EXT-X-MEDIA:")) renditions.push(readRendition(line, uri));
  });
  return variants.length === 0 ? undefined : { variants, renditions };
}

/** Whether `parseMaster` would read it, without reading it: several OCAs are asked, one is taken. */
export function isMaster(text: string): boolean {
  return /^\s*#EXTM3U/.test(text) && /^\s*#EXT-X-STREAM-INF:.*\n\s*[^#\s]/m.test(text);
}

function readVariant(line: string, uri: string): Variant {
  const attributes = readAttributes(line);
  const [width = 0, height = 0] = (attributes.get("RESOLUTION") ?? "").split("x").map(Number);
  return {
    uri,
    bitrateBps: Number(attributes.get("BANDWIDTH") ?? 0) || 0,
    width: width || 0,
    height: height || 0,
    audioGroup: attributes.get("AUDIO"),
    pathway: attributes.get("PATHWAY-ID") ?? ".",
    stableId: attributes.get("STABLE-VARIANT-ID"),
  };
}

function readRendition(line: string, base: string): Rendition {
  const attributes = readAttributes(line);
  const uri = attributes.get("URI");
  return {
    type: attributes.get("TYPE") ?? "",
    group: attributes.get("GROUP-ID") ?? "",
    name: attributes.get("NAME") ?? "",
    language: attributes.get("LANGUAGE") ?? "",
    isDefault: attributes.get("DEFAULT") === "YES",
    uri: uri === undefined ? undefined : resolveUri(base, uri),
    stableId: attributes.get("STABLE-RENDITION-ID"),
  };
}
