/**
 * The pull of a place on a key: the place that pulls hardest gets it.
 *
 * pull = weight / -ln(h), h = hash(key, place) in (0, 1). Places get keys in proportion to their weights,
 * a key stays where it is while weights hold, and less weight never pulls harder.
 * Source: Schindelhauer and Schomaker, Weighted Distributed Hash Tables (2005).
 */
export function rendezvousPull(key: string, place: string, weight: number): number {
  const fraction = (hash32(`${key}\n${place}`) + 0.5) / 4_294_967_296;
  return weight / -Math.log(fraction);
}

/** FNV-1a, then the finisher of MurmurHash3, since neighbours differ in few bits after FNV alone. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
