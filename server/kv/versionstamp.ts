/** How many bytes a versionstamp has on the wire. */
export const VERSIONSTAMP_BYTES = 10;

/**
 * The versionstamp of the commit with this number: 8 bytes big endian and two zero bytes, so that
 * byte order is commit order. Bounds: 0 to 2^53 - 1.
 */
export function toVersionstamp(version: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(VERSIONSTAMP_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(version));
  return bytes;
}

/** Whether a check's versionstamp names this version; undefined is "no such key", written as no bytes. */
export function isVersion(versionstamp: Uint8Array, version: number | undefined): boolean {
  if (version === undefined) return versionstamp.length === 0;
  const own = toVersionstamp(version);
  return versionstamp.length === own.length && own.every((byte, i) => byte === versionstamp[i]);
}

/**
 * A key with the commit's versionstamp appended as a string part: 0x02, 20 hex digits, 0x00.
 *
 * Source: denokv, `M_SET_SUFFIX_VERSIONSTAMPED_KEY`.
 */
export function withVersionstampSuffix(key: Uint8Array, version: number): Uint8Array {
  const hex = toVersionstamp(version).toHex();
  const suffix = new TextEncoder().encode(`\x02${hex}\x00`);
  const suffixed = new Uint8Array(key.length + suffix.length);
  suffixed.set(key);
  suffixed.set(suffix, key.length);
  return suffixed;
}
