/** A series by the bytes of its labels, as a sender writes them. */
export interface KnownSeries {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** -1 when it is refused. */
  ref: number;
  /** How often it was met since it was refused. */
  met: number;
  /** Another one with the same hash. */
  readonly next: KnownSeries | undefined;
  /** How many have the same hash and came before. */
  readonly depth: number;
}

const DEEPEST = 8;

/**
 * Finds series by bytes without making text of them.
 *
 * Two halves: what is asked for moves into the young one, and when that is full the old one is let go.
 */
export class SeriesByBytes {
  readonly #most: number;
  #young = new Map<number, KnownSeries>();
  #old = new Map<number, KnownSeries>();
  #count = 0;

  /** Holds at most `most` series in each half. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The series of `view[from..to)`; undefined when it is not known. */
  find(view: DataView<ArrayBuffer>, from: number, to: number): KnownSeries | undefined {
    const hash = hashOf(view, from, to);
    const young = search(this.#young.get(hash), { view, from, to });
    if (young !== undefined) return young;
    const old = search(this.#old.get(hash), { view, from, to });
    return old === undefined ? undefined : this.#add(hash, old, old.ref);
  }

  /** Remembers a series that is not known. */
  add(bytes: Uint8Array<ArrayBuffer>, ref: number): KnownSeries {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#add(hashOf(view, 0, bytes.length), { bytes, view }, ref);
  }

  #add(
    hash: number,
    { bytes, view }: Pick<KnownSeries, "bytes" | "view">,
    ref: number,
  ): KnownSeries {
    if (this.#count >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#count = 0;
    }
    this.#count++;
    const first = this.#young.get(hash);
    // Who sends series of one hash on purpose is looked up no longer than others.
    const next = (first?.depth ?? 0) < DEEPEST ? first : undefined;
    const depth = next === undefined ? 0 : next.depth + 1;
    const series: KnownSeries = { bytes, view, ref, met: 0, next, depth };
    this.#young.set(hash, series);
    return series;
  }
}

interface Piece {
  readonly view: DataView<ArrayBuffer>;
  readonly from: number;
  readonly to: number;
}

function search(first: KnownSeries | undefined, piece: Piece): KnownSeries | undefined {
  for (let series = first; series !== undefined; series = series.next) {
    if (isEqual(series.view, piece)) return series;
  }
  return undefined;
}

function isEqual(known: DataView<ArrayBuffer>, { view, from, to }: Piece): boolean {
  const length = known.byteLength;
  if (length !== to - from) return false;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    if (known.getInt32(at, true) !== view.getInt32(from + at, true)) return false;
  }
  for (; at < length; at++) if (known.getUint8(at) !== view.getUint8(from + at)) return false;
  return true;
}

/** FNV-1a over pieces of four bytes. Whoever finds equal hashes gains little: bytes are compared. */
function hashOf(view: DataView<ArrayBuffer>, from: number, to: number): number {
  let hash = 0x811c9dc5;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  return (hash ^ hash >>> 16) & 0x3fffffff;
}
