import { parseMaster } from "@netops/core/viewer";

/** Path and query below an OCA's base address, by stable id. */
export interface StableUris {
  readonly variants: ReadonlyMap<string, string>;
  readonly renditions: ReadonlyMap<string, string>;
}

/**
 * Reads which stable ids a multivariant playlist has, and where; undefined when it has none.
 *
 * Source: RFC 8216bis, STABLE-VARIANT-ID and STABLE-RENDITION-ID.
 */
export function readStableUris(playlist: string, url: string): StableUris | undefined {
  const master = parseMaster(playlist, url);
  if (master === undefined) return undefined;
  const variants = pathsById(master.variants, url);
  if (variants.size === 0) return undefined;
  return { variants, renditions: pathsById(master.renditions, url) };
}

interface Identified {
  readonly stableId: string | undefined;
  readonly uri: string | undefined;
}

function pathsById(list: readonly Identified[], url: string): ReadonlyMap<string, string> {
  const { origin } = new URL(url);
  const paths = new Map<string, string>();
  for (const { stableId, uri } of list) {
    if (stableId === undefined || uri === undefined || !uri.startsWith(`${origin}/`)) continue;
    paths.set(stableId, uri.slice(origin.length));
  }
  return paths;
}
