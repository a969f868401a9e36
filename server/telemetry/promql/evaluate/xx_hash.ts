const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

/**
 * Hashes bytes to 64 bits with seed 0.
 *
 * Source: Y. Collet, xxHash fast digest algorithm, specification 0.1.1, XXH64.
 */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME_5;
  if (bytes.length >= 32) {
    const lanes: [bigint, bigint, bigint, bigint] = [
      wrap(PRIME_1 + PRIME_2),
      PRIME_2,
      0n,
      wrap(-PRIME_1),
    ];
    for (; at + 32 <= bytes.length; at += 32) {
      lanes.forEach((lane, index) => {
        lanes[index] = round(lane, view.getBigUint64(at + 8 * index, true));
      });
    }
    const [first, second, third, fourth] = lanes;
    hash = wrap(
      rotate(first, 1n) + rotate(second, 7n) + rotate(third, 12n) + rotate(fourth, 18n),
    );
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash ^= round(0n, view.getBigUint64(at, true));
    hash = wrap(rotate(hash, 27n) * PRIME_1 + PRIME_4);
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash ^= wrap(BigInt(view.getUint32(at, true)) * PRIME_1);
    hash = wrap(rotate(hash, 23n) * PRIME_2 + PRIME_3);
  }
  for (; at < bytes.length; at++) {
    hash ^= wrap(BigInt(view.getUint8(at)) * PRIME_5);
    hash = wrap(rotate(hash, 11n) * PRIME_1);
  }
  return avalanche(hash);
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(wrap(lane + input * PRIME_2), 31n) * PRIME_1);
}

function avalanche(hash: bigint): bigint {
  let mixed = wrap((hash ^ (hash >> 33n)) * PRIME_2);
  mixed = wrap((mixed ^ (mixed >> 29n)) * PRIME_3);
  return mixed ^ (mixed >> 32n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return wrap((value << bits) | (value >> (64n - bits)));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
