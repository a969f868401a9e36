/** A number and the series that it is of. */
export interface HeapEntry {
  readonly value: number;
  readonly index: number;
}

/** The best few of many numbers, the worst of them on top; NaN is worse than any number. */
export class ValueHeap {
  readonly #entries: HeapEntry[] = [];
  readonly #size: number;
  readonly #isLargest: boolean;

  /** Keeps the `size` largest or smallest. */
  constructor(size: number, isLargest: boolean) {
    this.#size = size;
    this.#isLargest = isLargest;
  }

  /** Offers a number; of equal ones the first stay. */
  offer(entry: HeapEntry): void {
    const entries = this.#entries;
    if (entries.length < this.#size) {
      entries.push(entry);
      this.#up(entries.length - 1);
      return;
    }
    const [worst] = entries;
    if (worst === undefined || !this.#isBetter(entry.value, worst.value)) return;
    entries[0] = entry;
    this.#down(0);
  }

  /** What was kept, the best first. */
  sorted(): readonly HeapEntry[] {
    return this.#entries.toSorted((one, other) =>
      this.#isWorse(other.value, one.value) ? -1 : this.#isWorse(one.value, other.value) ? 1 : 0
    );
  }

  #isBetter(value: number, worst: number): boolean {
    if (Number.isNaN(worst)) return !Number.isNaN(value);
    return this.#isLargest ? value > worst : value < worst;
  }

  #isWorse(one: number, other: number): boolean {
    if (Number.isNaN(one)) return !Number.isNaN(other);
    return this.#isLargest ? one < other : one > other;
  }

  #up(from: number): void {
    const entries = this.#entries;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(valueAt(entries, at), valueAt(entries, parent))) return;
      swap(entries, at, parent);
      at = parent;
    }
  }

  #down(from: number): void {
    const entries = this.#entries;
    for (let at = from;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) return;
      const right = child + 1;
      const isRight = right < entries.length &&
        this.#isWorse(valueAt(entries, right), valueAt(entries, child));
      if (isRight) child = right;
      if (!this.#isWorse(valueAt(entries, child), valueAt(entries, at))) return;
      swap(entries, at, child);
      at = child;
    }
  }
}

function valueAt(entries: readonly HeapEntry[], at: number): number {
  return entries[at]?.value ?? NaN;
}

function swap(entries: HeapEntry[], one: number, other: number): void {
  const [left, right] = [entries[one], entries[other]];
  if (left === undefined || right === undefined) return;
  [entries[one], entries[other]] = [right, left];
}
