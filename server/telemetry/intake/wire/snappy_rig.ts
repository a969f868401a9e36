/** Packs bytes as snappy may: as literals alone, for tests and benches. */
export function snapLiterally(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head: number[] = [];
  for (let rest = bytes.length;; rest = Math.floor(rest / 128)) {
    head.push(rest >= 128 ? rest % 128 | 0x80 : rest);
    if (rest < 128) break;
  }
  const pieces: Uint8Array[] = [new Uint8Array(head)];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const piece = bytes.subarray(at, at + 65_536);
    const length = piece.length - 1;
    pieces.push(new Uint8Array([61 << 2, length & 0xff, length >> 8]), piece);
  }
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
