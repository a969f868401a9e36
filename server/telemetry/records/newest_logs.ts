/** Which line, and when. */
interface Place {
  readonly id: number;
  readonly tsMs: number;
}

/** Keeps the newest of the lines that it is told of, up to a number. */
export class NewestLogs {
  readonly #limit: number;
  /** A heap with the oldest line first. */
  readonly #heap: Place[] = [];
  /** Lines that it was told of. */
  total = 0;

  /** Makes an empty one. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Lines of up to this time are not among the newest any more. */
  get outdatedMs(): number {
    return this.#heap.length >= this.#limit ? this.#heap[0]?.tsMs ?? Infinity : -Infinity;
  }

  /** Takes a line into account. */
  add(id: number, tsMs: number): void {
    this.total++;
    const first = this.#heap[0];
    const place = { id, tsMs };
    if (this.#heap.length < this.#limit) {
      this.#heap.push(place);
      this.#rise(this.#heap.length - 1);
    } else if (first !== undefined && isBefore(first, place)) {
      this.#heap[0] = place;
      this.#sink();
    }
  }

  /** Their ids, newest first. */
  newestFirst(): readonly number[] {
    return this.#heap.toSorted((one, other) => isBefore(one, other) ? 1 : -1).map(({ id }) => id);
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const [one, other] = [this.#heap[left], this.#heap[right]];
      if (one === undefined) return;
      const least = other !== undefined && isBefore(other, one) ? right : left;
      if (!this.#swapIfBefore(least, at)) return;
      at = least;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [one, other] = [this.#heap[lower], this.#heap[upper]];
    if (one === undefined || other === undefined || !isBefore(one, other)) return false;
    this.#heap[lower] = other;
    this.#heap[upper] = one;
    return true;
  }
}

function isBefore(one: Place, other: Place): boolean {
  return one.tsMs < other.tsMs || (one.tsMs === other.tsMs && one.id < other.id);
}
