/**
 * The moment of a target within the interval, 0 to intervalMs - 1: the same each time, and evenly spread
 * over many targets. Source: Fowler, Noll, Vo: FNV-1a, 32 bits.
 */
export function spreadMs(id: string, intervalMs: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  // The high bits of FNV-1a hardly change with the last chars.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return ((hash ^ hash >>> 13) >>> 0) % intervalMs;
}
