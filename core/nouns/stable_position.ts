/**
 * Where a text stands in [0, 1): the same each time, and evenly spread over many texts.
 *
 * FNV-1a over UTF-16 units, finished by murmur3's mix, as FNV alone spreads short names badly.
 * Source: Fowler, Noll and Vo; MurmurHash3 fmix32.
 */
export function stablePosition(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
