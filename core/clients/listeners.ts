/** Calls everybody who asked to hear of something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Adds a listener; the returned function removes it. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls all listeners, in the order in which they came; one that throws stops nobody else. */
  notify(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        // The one who listens is broken, not the one who tells: report it as unhandled.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Removes all. */
  clear(): void {
    this.#listeners.clear();
  }
}
