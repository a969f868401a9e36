const ROWS = 4;
const MOST = 15;

/**
 * Estimates how often keys were seen lately, in a fixed memory: a count-min sketch of small counters
 * that are halved after every `10 · width` touches, so that old fame fades.
 *
 * Never estimates less than what was seen since the last halving, up to 15.
 * Source: Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017.
 */
export class FrequencySketch {
  readonly #counters: Uint8Array;
  readonly #mask: number;
  readonly #sampleSize: number;
  #touches = 0;

  /** Makes a sketch of four rows of `width` counters (rounded up to a power of two). */
  constructor(width = 2_048) {
    const columns = 2 ** Math.ceil(Math.log2(Math.max(2, width)));
    this.#counters = new Uint8Array(ROWS * columns);
    this.#mask = columns - 1;
    this.#sampleSize = 10 * columns;
  }

  /** Sees a key once. */
  touch(hash: number): void {
    const seen = this.estimate(hash);
    if (seen < MOST) {
      for (let row = 0; row < ROWS; row++) {
        const at = this.#slot(hash, row);
        // Only the smallest counters grow: the others count somebody else, too.
        if (this.#counters[at] === seen) this.#counters[at] = seen + 1;
      }
    }
    if (++this.#touches >= this.#sampleSize) this.#age();
  }

  /** How often a key was seen lately, 0 to 15. */
  estimate(hash: number): number {
    let least = MOST;
    for (let row = 0; row < ROWS; row++) {
      least = Math.min(least, this.#counters[this.#slot(hash, row)] ?? 0);
    }
    return least;
  }

  #age(): void {
    for (let at = 0; at < this.#counters.length; at++) {
      this.#counters[at] = (this.#counters[at] ?? 0) >>> 1;
    }
    this.#touches >>>= 1;
  }

  #slot(hash: number, row: number): number {
    let mixed = Math.imul(hash ^ (row * 0x9e3779b9), 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return row * (this.#mask + 1) + (mixed & this.#mask);
  }
}
