const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const SHIFT = 24;
const encoder = new TextEncoder();

/**
 * Hashes bytes as Kafka does: MurmurHash2, 32 bits, signed.
 *
 * Source: Apache Kafka `Utils.murmur2`.
 */
export function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wholeBytes = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < wholeBytes; at += 4) {
    let word = Math.imul(view.getInt32(at, true), MULTIPLIER);
    word ^= word >>> SHIFT;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  const rest = bytes.length - wholeBytes;
  for (let index = rest - 1; index >= 0; index--) {
    hash ^= (bytes[wholeBytes + index] ?? 0) << (8 * index);
  }
  if (rest > 0) hash = Math.imul(hash, MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/**
 * Tells which partition a key belongs to: (murmur2(UTF-8 of key) ∧ 0x7fffffff) mod partitions.
 *
 * The same as Kafka's default partitioner, so that a key stays in its partition when the log moves.
 */
export function partitionOfKey(key: string, partitions: number): number {
  return (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions;
}
