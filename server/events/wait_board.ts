/** Who waits for which partitions or groups. Holds no data: whoever wakes looks again. */
export class WaitBoard {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Calls `wake` whenever one of the keys changes, until what it returns is called. */
  add(keys: readonly string[], wake: () => void): () => void {
    for (const key of keys) {
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, new Set([wake]));
      else waiting.add(wake);
    }
    return () => {
      for (const key of keys) this.#remove(key, wake);
    };
  }

  /** Wakes each one who waits for these keys, once. */
  changed(keys: Iterable<string>): void {
    const woken = new Set<() => void>();
    for (const key of keys) {
      for (const wake of this.#waiting.get(key) ?? []) woken.add(wake);
    }
    for (const wake of woken) wake();
  }

  /** How many keys are waited for. */
  get size(): number {
    return this.#waiting.size;
  }

  #remove(key: string, wake: () => void): void {
    const waiting = this.#waiting.get(key);
    waiting?.delete(wake);
    if (waiting?.size === 0) this.#waiting.delete(key);
  }
}
