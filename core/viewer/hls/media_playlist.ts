import { resolverOf } from "../resolve_uri.ts";
import { playlistLines, readAttributes } from "./attributes.ts";

/** One segment of a track. */
export interface Segment {
  readonly uri: string;
  readonly durationMs: number;
}

/** A media playlist of a title that is complete (VOD). */
export interface MediaPlaylist {
  /** The initialisation segment, or undefined when segments need none. */
  readonly initUri: string | undefined;
  readonly segments: readonly Segment[];
}

/**
 * Parses a media playlist; addresses come out absolute. Undefined when it is none, has no segment, or
 * does not say that it is complete, as one that was cut off on the way.
 *
 * Source: RFC 8216, section 4.3.3.
 */
export function parseMedia(text: string, uri: string): MediaPlaylist | undefined {
  const lines = playlistLines(text);
  if (lines === undefined || !lines.includes("#EXT-X-ENDLIST")) return undefined;
  const resolve = resolverOf(uri);
  const segments: Segment[] = [];
  let initUri: string | undefined;
  let durationMs: number | undefined;
  for (const line of lines) {
    if (line.startsWith("#EXTINF:")) durationMs = parseFloat(line.slice(8)) * 1_000;
    else if (line.startsWith("#EXT-X-MAP:")) initUri ??= mapUri(line, resolve);
    else if (!line.startsWith("#")) {
      if (durationMs === undefined || !(durationMs > 0)) return undefined;
      segments.push({ uri: resolve(line), durationMs });
      durationMs = undefined;
    }
  }
  return segments.length === 0 ? undefined : { initUri, segments };
}

function mapUri(line: string, resolve: (reference: string) => string): string | undefined {
  const uri = readAttributes(line).get("URI");
  return uri === undefined ? undefined : resolve(uri);
}
